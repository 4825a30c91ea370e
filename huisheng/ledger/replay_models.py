"""The ledger folded again for what was learned, and for what people said of topics."""

from datetime import date, datetime

from huisheng.ledger.replay_folds import State, folds
from huisheng.ledger.vocabulary import learned, topics

# -- models --


@folds(learned.ModelLearned)
def _learned(state: State, body: learned.ModelLearned, at: datetime) -> None:
    state.update(
        platform_id=body.platform,
        state="kept",
        first=date.fromisoformat(body.first),
        last=date.fromisoformat(body.last),
        learned_at=at,
        taken_at=None,
        rested_at=None,
        **{
            name: getattr(body, name)
            for name in ("part", "n", "tree", "examples", "labels", "judged", "right", "right_before", "weights")
        },
    )


@folds(learned.ModelTaken)
def _taken(state: State, body: learned.ModelTaken, at: datetime) -> None:
    state.update(state="active", taken_at=at, rested_at=None)


@folds(learned.ModelRested)
def _rested(state: State, body: learned.ModelRested, at: datetime) -> None:
    state.update(state="rested", rested_at=at)


# -- verdicts on topics --


@folds(topics.TopicJudged)
def _topic_judged(state: State, body: topics.TopicJudged, at: datetime) -> None:
    state.update(
        platform_id=body.platform,
        topic_id=body.topic,
        first=date.fromisoformat(body.first),
        last=date.fromisoformat(body.last),
        judged_at=at,
        **{name: getattr(body, name) for name in ("true", "warned", "people", "matters", "usual")},
    )
