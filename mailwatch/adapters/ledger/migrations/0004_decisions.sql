-- A line of the user's own that the next letter may use; used_at is '' until one has.
create table note (
    id          integer primary key,
    opportunity text    not null references opportunity (key) on delete cascade,
    at          text    not null,
    text        text    not null,
    used_at     text    not null default ''
) strict;
