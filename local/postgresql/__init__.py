"""PostgreSQL on this machine: a real server, and a stand-in for the RDS Data API that the functions reach it by."""
