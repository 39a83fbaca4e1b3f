-- The ids of what the user has sent: a mail that answers one of them is part of a known thread.
create table own_message (
    account     text    not null,
    message_id  text    not null,
    primary key (account, message_id)
) strict, without rowid;

-- The SHA-256 of the sender's own words: the same mail sent twice is one opportunity.
alter table opportunity add column words text not null default '';
