"""The map of the house.

One message follows one straight line:

    adapters.imap            fetches it, and            steps.take_in  leads it on:
    domain.mail.mime         makes a Message of bytes   domain.mail.quotes     our words or theirs
    domain.judging.matcher   finds the phrases          domain.judging.verdicts  judges
    domain.facts.extraction  finds who and what         domain.cadence         says when to answer
    adapters.ledger          remembers, in one transaction with the checkpoint
    ... the step waits for its hour ...                 steps.place_due        leads it on:
    domain.writing.replies   writes the letter          domain.writing.lint    reads it once more
    domain.writing.drafts    makes RFC 5322 of it       adapters.imap          lays it into Drafts
    steps.observe            sees what became of it     steps.correct          learns from the user

Rooms, each of which looks downwards only: cli (words for people and programs), daemon and config,
steps (what the service does) and adapters (one door to each outside thing), domain (values in,
values out), errors (who must act).
"""

__version__ = "0.1.0"
