"""Knows the lines that web pages put around a story and that are no part of it."""

from __future__ import annotations

import re

_LONGEST = 160

_LINE = re.compile(
    r"""(?ix)^[\s|•·»«>*#\-–—]*(?:
      leave\ (?:a\ )?(?:comment|reply|response)s?(?:\ on\b.*|\ here)?
    | (?:add|post|write|be\ the\ first\ to)\ (?:a\ |your\ )?comment(?:s|\ now)?(?:\ here)?
    | add\ yours\s*\d*
    | (?:no|\d[\d,.]*)\s*(?:comments?|responses?|replies|thoughts\ on\b.*)(?:\s*(?:so\ far|yet))?
    | (?:\d[\d,.]*\s*)?comments?\s*(?:[-–—:|]\s*add\ yours)?\s*\(?\d*\)?(?:\ (?:are\ )?(?:closed|off)\b.*)?
    | (?:join|start)\ the\ (?:conversation|discussion) | (?:view|show|see|hide|load)\ (?:all\ |more\ )?comments?
    | share(?:\ (?:this|on|via|with|the|article|story|post|save).{0,60})? | shares?\s*\d+ | \d+\s*shares?
    | (?:(?:share|tweet|pin|post|email|e-mail|print|copy\ link|facebook|twitter|x|whatsapp|linkedin|reddit
        |pinterest|tumblr|telegram|instagram|bluesky|mastodon|flipboard|pocket|like|save|messenger|sms|link
        |more)(?:\s*[|,/·•]\s*|\s+|$)){1,12}
    | (?:tweet|pin|email|print|like)\ (?:this|it)\b.{0,40}
    | click\ to\ (?:share|print|email|tweet)\b.{0,100} | like\ this: | like\ loading.*
    | (?:story\ continues|article\ continues|continue\ reading|scroll\ (?:down\ )?(?:to|for))\b.{0,80}
    | -?\s*(?:advertisements?|sponsored(?:\ content)?|promoted(?:\ content)?|paid\ (?:content|post)|ads?)\s*-?
    | (?:skip|jump)\ to\ (?:main\ |the\ )?(?:content|navigation|main|article)\b.{0,20}
    | (?:skip|advertisement)\ ad(?:vertisement)?
    | related(?:\ (?:articles?|stories|story|posts?|content|topics?|links?|reading|coverage|news))?\s*:?
    | (?:related|read\ (?:more|next|also)|see\ also|more\ on\ this|watch\ (?:next|now)|up\ next|don'?t\ miss
        |also\ read|must\ read)\s*:.{0,120}
    | read\ (?:more|next|also|the\ full\ (?:story|article))(?:\s*[»>→.…]*)? | more\ (?:stories|news|from\b.{0,60})
    | (?:you\ (?:may|might)\ also\ (?:like|enjoy|be\ interested\ in)|recommended(?:\ for\ you|\ stories)?
        |most\ (?:read|popular|viewed|shared)|trending(?:\ now)?|popular\ (?:posts|now)|editor'?s\ picks?)\s*:?
    | (?:sign\ (?:up|in)|log\ ?in|register|subscribe|log\ ?out|create\ an\ account)\b.{0,90}
    | (?:get|receive)\ (?:the|our)\ (?:latest|newsletter|best|daily)\b.{0,90}
    | (?:follow|find|like)\ (?:us|me)\ on\b.{0,80} | follow\ us | (?:download|get)\ (?:our|the)\ app\b.{0,40}
    | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.{0,140} | (?:accept|reject|manage)\ (?:all\ )?(?:cookies|preferences)?
    | cookie\ (?:policy|settings|preferences|notice) | privacy\ policy | terms\ (?:of\ (?:use|service)|and\ conditions)
    | (?:copyright|©|\(c\)\ ?\d{4}).{0,140} | all\ rights\ reserved\.? | powered\ by\ \w.{0,40}
    | (?:filed\ under|posted\ in|tagged(?:\ (?:with|as))?|tags?|categor(?:y|ies)|topics?)\s*:.{0,140}
    | (?:posted|tagged)\ in\b.{0,60}
    | (?:menu|search|home|navigation|close|open\ menu|toggle\ navigation|back\ to\ top|top|loading|previous|next
        |prev|older|newer|reply|edit|report|contact(?:\ us)?|about(?:\ us)?|newsletter|notifications)\s*[.…:»«→←]*
    | (?:previous|next)\ (?:post|article|story|page)s?\b.{0,100} | \d+\s*(?:min(?:ute)?s?\ read|views?|likes?)
    | please\ enable\ (?:javascript|cookies)\b.{0,80} | loading(?:\ comments|\ player)?[.…]*
    | (?:image|photo|video)\s*(?:gallery|\d+\ of\ \d+) | (?:view|see)\ (?:gallery|photos|this\ post\ on\b.{0,40})
    | listen\ to\ (?:this\ )?(?:article|story)\b.{0,40} | \[?(?:ad|x|×|\+|…|\.\.\.)\]?
    )[\s|•·»«<>*\-–—]*$"""
)
_COMMENTS_BEGIN = re.compile(
    r"""(?ix)^[\s|•·*#\-–—]*(?:
      \d[\d,.]*\s*(?:comments?|responses?|replies|thoughts)\b.{0,120}
    | (?:comments?|responses?|replies)\s*(?:\(\s*\d+\s*\)|:\s*\d+|[-–—|]\s*add\ yours\s*\d*)
    | leave\ a\ reply.{0,60} | reader\ comments | (?:comments|discussion)
    )[\s:]*$"""
)
_RELATED_BEGIN = re.compile(
    r"""(?ix)^[\s|•·*#\-–—]*(?:
      related(?:\ (?:articles|stories|posts|content|links|coverage|news))?
    | (?:you\ (?:may|might)\ also\ (?:like|enjoy)|recommended(?:\ for\ you|\ stories)?|read\ (?:next|more)
        |most\ (?:read|popular)|trending(?:\ now)?|more\ stories|more\ from\b.{0,40}|latest\ news)
    )\s*:?\s*$"""
)


def is_boilerplate(line: str) -> bool:
    """Tell whether a line stands around a story: share buttons, comment links, notices."""
    return len(line) <= _LONGEST and bool(_LINE.match(line))


def begins_comments(line: str) -> bool:
    """Tell whether a line is the heading of the readers' comments under a story."""
    return len(line) <= _LONGEST and bool(_COMMENTS_BEGIN.match(line))


def begins_related(line: str) -> bool:
    """Tell whether a line is the heading of a list of other stories."""
    return len(line) <= _LONGEST and bool(_RELATED_BEGIN.match(line))
