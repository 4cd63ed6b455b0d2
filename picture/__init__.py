"""The picture of the rooms, drawn from who imports whom: `make picture` writes docs/rooms.svg."""
