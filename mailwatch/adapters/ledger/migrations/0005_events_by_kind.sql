-- What was placed lately, and whose mail came back, is asked before each draft.
create index event_by_kind on event (kind, at);
