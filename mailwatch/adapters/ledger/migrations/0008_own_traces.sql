-- A trace of a mail that the user has sent: sender_name and sender are then whom it was to.
alter table trace add column own integer not null default 0;
