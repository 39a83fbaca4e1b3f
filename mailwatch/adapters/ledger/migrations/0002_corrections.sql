-- What the user has said of a message by putting it into a folder, or in `review`: the message
-- itself stays on the server, and is read there when phrases are learned from it.
create table correction (
    account     text    not null,
    message_key text    not null,   -- the opportunity's key
    mailbox     text    not null,   -- where the message lies
    uidvalidity integer not null,
    uid         integer not null,
    label       text    not null,   -- rejection or other
    at          text    not null,
    primary key (account, message_key)
) strict;
