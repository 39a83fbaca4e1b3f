"""The map of the house.

One message follows one straight line:

    adapters.imap     fetches it                     steps.take_in     leads it through
    domain.mime       makes a Message of the bytes   domain.quotes     tells our words from theirs
    domain.matcher    finds the phrases              domain.verdicts   judges
    domain.extraction finds who and what             domain.cadence    says when to answer
    adapters.ledger   remembers, in one transaction with the checkpoint
    ... the step waits for its hour ...              steps.place_due   leads it on
    domain.replies    writes the letter              domain.lint       reads it once more
    domain.drafts     makes RFC 5322 of it           adapters.imap     lays it into Drafts

Rooms, each of which looks downwards only: cli (words for people and programs), daemon and config,
steps (what the service does) and adapters (one door to each outside thing), domain (values in,
values out), errors (who must act).
"""

__version__ = "0.1.0"
