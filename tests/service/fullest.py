"""The role that may do most with clients."""

from service.store.states import Role

FULLEST = Role("team_manager") if "team_manager" in {*Role} else Role("administrator")
