"""Files that hold other files, ZIPs and letters: bytes in, the files inside out.

Pure, but for strangers' bytes: called in the limited process alone (service.jobs.child).
"""

from service.containers.kinds import ContainerKind, container_kind
from service.containers.member import Member
from service.containers.opening import MAX_DEPTH, members

__all__ = ["MAX_DEPTH", "ContainerKind", "Member", "container_kind", "members"]
