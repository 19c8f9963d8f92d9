"""What keeps a process that parses strangers' files from hurting anybody: limits, walls, a warden.

Each module does one part and can do it alone; `service.jobs.confined.warden` puts them in order.
"""
