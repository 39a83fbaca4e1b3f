-- What is kept of mail that came before a no: who wrote it, when, about what; never its words.
-- It goes after two years, or with the opportunity that it turned out to belong to.
create table trace (
    id          integer primary key,
    account     text    not null,
    message_id  text    not null,   -- or the digest of a mail that had none
    at          text    not null,
    sender_name text    not null,
    sender      text    not null,
    person      integer not null,   -- 1 where somebody wrote it who can be written to
    company     text    not null,
    house       text    not null,   -- the company's bare name, for comparing
    role        text    not null,
    requisition text    not null,
    stage       text    not null,
    talked      integer not null,   -- 1 where it says that a talk took place
    form        text    not null,
    opportunity text    references opportunity (key) on delete cascade,
    unique (account, message_id)
) strict;

create index trace_by_house on trace (house, at);
create index trace_by_age on trace (at);
create index trace_by_opportunity on trace (opportunity) where opportunity is not null;

-- The Message-IDs that tie a trace to a thread, its own among them.
create table trace_thread (
    message_id text    not null,
    trace      integer not null references trace (id) on delete cascade,
    primary key (message_id, trace)
) strict, without rowid;

create index trace_thread_by_trace on trace_thread (trace);
