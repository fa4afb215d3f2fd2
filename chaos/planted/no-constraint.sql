-- The database lets a house be oversold.
-- Breaks: seats within capacity
ALTER TABLE performances DROP CONSTRAINT performances_seats_within_capacity;
