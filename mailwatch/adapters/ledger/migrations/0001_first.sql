-- Times are ISO 8601 in UTC with microseconds, so that text order is time order.

create table mailbox (
    account     text    not null,
    name        text    not null,
    uidvalidity integer not null,
    last_uid    integer not null,   -- the highest UID with everything up to it settled
    checked_at  text    not null,
    primary key (account, name)
) strict;

create table opportunity (
    key         text    not null primary key,
    account     text    not null,
    mailbox     text    not null,
    uidvalidity integer not null,
    uid         integer not null,
    message_id  text    not null,   -- '' where the mail had none
    thread      text    not null,   -- the References to write, a JSON list
    subject     text    not null,
    sender_name text    not null,
    sender      text    not null,
    identity    text    not null,   -- the user's address that answers
    received_at text    not null,
    taken_in_at text    not null,
    language    text    not null,
    category    text    not null,
    stage       text    not null,
    score       real    not null,
    state       text    not null,
    important   integer not null,
    facts       text    not null,   -- a JSON object of Facts
    filing      text    not null    -- wanted, filed or none
) strict;

create index opportunity_by_filing on opportunity (account, filing) where filing = 'wanted';

create table evidence (
    opportunity text    not null references opportunity (key) on delete cascade,
    position    integer not null,
    rule        text    not null,
    kind        text    not null,
    weight      real    not null,
    field       text    not null,
    text        text    not null,
    sentence    text    not null,
    voided      text    not null,
    primary key (opportunity, position)
) strict;

create table step (
    opportunity text    not null references opportunity (key) on delete cascade,
    kind        text    not null,
    due_at      text    not null,
    state       text    not null,
    reason      text    not null,
    message_id  text    not null default '',   -- of the draft, once there is one
    mailbox     text    not null default '',   -- where it was placed
    uidvalidity integer not null default 0,
    uid         integer not null default 0,
    content     text    not null default '',   -- SHA-256 of the draft's bytes
    changed_at  text    not null,
    primary key (opportunity, kind)            -- one draft per step, ever
) strict;

create index step_by_due on step (state, due_at);

create table event (
    id          integer primary key,
    opportunity text    not null references opportunity (key) on delete cascade,
    at          text    not null,
    kind        text    not null,
    details     text    not null    -- a JSON object of strings
) strict;

create index event_by_opportunity on event (opportunity, id);

create table set_aside (
    account     text    not null,
    mailbox     text    not null,
    uidvalidity integer not null,
    uid         integer not null,
    at          text    not null,
    reason      text    not null,
    primary key (account, mailbox, uidvalidity, uid)
) strict;

-- A message is written down here before it is read and taken out afterwards: one that ends the
-- process each time is known by its count.
create table attempt (
    account     text    not null,
    mailbox     text    not null,
    uidvalidity integer not null,
    uid         integer not null,
    count       integer not null,
    primary key (account, mailbox, uidvalidity, uid)
) strict;

create table pulse (
    account text not null primary key,
    at      text not null,          -- the last completed round trip with the server
    problem text not null           -- '' or what is wrong now
) strict;
