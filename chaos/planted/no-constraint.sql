-- The database lets a house be oversold.
ALTER TABLE performances DROP CONSTRAINT performances_seats_within_capacity;
