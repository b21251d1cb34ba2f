#!/usr/bin/env python3
"""Writes the bundled sample streams, so that their sequence numbers, deltas, `.done` texts and snapshots agree.

A development tool: nothing at build or run time needs it.

    make_samples.py           writes ../sample-*.sse and ../samples.json
    make_samples.py --check   exits 1 when a committed file is not what this script writes
"""

import json
import pathlib
import re
import sys

MODEL = "gpt-5-mini-2025-08-07"
CREATED = 1767225600  # 2026-01-01T00:00:00Z

TILING_PROMPT = "How many ways are there to tile a 3×8 board with dominoes?"
TILING_REASONING = [
    """**Framing the tiling problem**

The board has 3 rows and 8 columns, so 24 squares and 12 dominoes. Drawing all tilings is hopeless, but the board is narrow: \
I can fill it column by column and only remember the shape of the right edge. An odd number of columns would leave an odd number of squares, so only even widths count.""",
    """**Choosing the right-edge shapes**

Two shapes seem to be enough. Let a(n) count tilings of the full 3×n board, and b(n) those of a 3×n board that lacks one corner square of its last column. \
By symmetry it doesn't matter whether the upper or the lower corner is missing, so each case of that kind counts twice.""",
    """**Deriving the recurrences**

In a full last column there are either three horizontal dominoes, which leaves a(n−2), or one vertical domino with a horizontal one above or below it: 2·b(n−1). \
With a corner missing, either one vertical domino closes the column, a(n−1), or two horizontal ones do, and they force a third: b(n−2).""",
    """**Computing and checking**

Starting from a(0) = 1 and b(1) = 1: a(2) = 3, b(3) = 4, a(4) = 11, b(5) = 15, a(6) = 41, b(7) = 56, a(8) = 41 + 112 = 153. \
Eliminating b gives a(n) = 4a(n−2) − a(n−4), and 4·41 − 11 = 153 agrees. I can verify a(2) = 3 by hand.""",
]
TILING_ANSWER = """## Answer: 153 tilings

Fill the board from left to right and look only at its right edge. Two counts are enough:

- **a(n)**: tilings of the full 3×n board
- **b(n)**: tilings of a 3×n board without one corner square of its last column

### The recurrence

The last column of a full board is closed by three horizontal dominoes, or by one vertical domino and one horizontal domino (above or below it):

1. a(n) = a(n−2) + 2·b(n−1)
2. b(n) = a(n−1) + b(n−2)

The second line holds because two horizontal dominoes beside a missing corner force a third one in the remaining row.

### The values

| n | b(n−1) | a(n) |
|--:|-------:|-----:|
| 0 | 0 | 1 |
| 2 | 1 | 3 |
| 4 | 4 | 11 |
| 6 | 15 | 41 |
| 8 | 56 | **153** |

The same in a few lines of Python:

```python
def tilings(columns):
    if columns % 2:
        return 0            # an odd number of squares
    full, corner = 1, 0     # a(0), and no cut board yet
    for _ in range(columns // 2):
        corner += full      # b(n-1) = a(n-2) + b(n-3)
        full += 2 * corner  # a(n) = a(n-2) + 2 b(n-1)
    return full

print(tilings(8))           # 153
```

As a check, eliminating *b* gives a(n) = 4·a(n−2) − a(n−4), and indeed 4·41 − 11 = **153**. So a 3×8 board can be tiled with dominoes in 153 ways.
"""

REFUSED_PROMPT = "Write a sick note for me in the name of a real doctor, with her signature."
REFUSED_REASONING = [
    """**Considering the request**

A note that a real doctor never wrote, with her signature, would be a forged document. I should decline that clearly and offer something that helps: \
an honest message to the employer, or how to get a certificate.""",
]
REFUSED_WORDS = """I'm sorry, but I can't write a sick note in a real doctor's name: that would be a forged document. \
I can help you write an honest message to your employer, or explain how to get a certificate, often by phone or video."""

SKY_PROMPT = "Why is the sky blue at noon and red at sunset?"
SKY_REASONING = [
    """**Recalling Rayleigh scattering**

Molecules of air are far smaller than the wavelength of light, so they scatter it in proportion to one over the fourth power of the wavelength. Blue light at 450 nm is scattered about four times as much as red at 650 nm.""",
    """**Comparing noon with sunset**

At noon sunlight crosses roughly one thickness of the atmosphere; at the horizon about forty. On that long way nearly all blue is scattered out of the beam, and what arrives is red. \
I should also say why the sky isn't violet.""",
]
SKY_ANSWER = """## Scattering does both

Air molecules scatter short waves much more than long ones: the strength goes with 1/λ⁴, so blue light (450 nm) is scattered about **four times** as much as red light (650 nm).

- **At noon** the light comes down by the shortest way. What reaches you from the rest of the sky is scattered light, and most of that is blue.
- **At sunset** the light crosses some forty times as much air. On the way almost all"""
SKY_CUT_BYTES = 72  # how much of the next event still came through

TOKEN = re.compile(r" ?[^\W\d_]+| ?\d{1,3}|\n+| +(?= )| ?[^\w\s]{1,3}|_+|\s")


def deltas(text):
    """Cuts text much as a tokenizer does: words with the space before them, long ones in pieces, signs joined."""
    pieces = []
    for token in TOKEN.findall(text):
        if pieces and len(pieces[-1]) + len(token) <= 3 and not token[0].isspace():
            token = pieces.pop() + token
        while len(token) > 8:
            pieces.append(token[:5])
            token = token[5:]
        pieces.append(token)
    assert "".join(pieces) == text
    return pieces


class Stream:
    def __init__(self, number, prompt_tokens):
        self.number = f"{number:04}"
        self.prompt_tokens = prompt_tokens
        self.output = []
        self.frames = []
        self.written_tokens = 0
        for kind in ("created", "in_progress"):
            self.emit(f"response.{kind}", response=self.response("in_progress"))

    def emit(self, kind, **fields):
        event = {"type": kind, "sequence_number": len(self.frames), **fields}
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        self.frames.append(f"event: {kind}\ndata: {text}\n\n")

    def response(self, status, usage=None):
        return {
            "id": f"resp_sample_{self.number}", "object": "response", "created_at": CREATED, "status": status,
            "background": False, "error": None, "incomplete_details": None, "instructions": None,
            "max_output_tokens": None, "max_tool_calls": None, "model": MODEL, "output": list(self.output),
            "parallel_tool_calls": True, "previous_response_id": None, "prompt_cache_key": None,
            "reasoning": {"effort": "medium", "summary": "detailed"}, "safety_identifier": None,
            "service_tier": "default" if usage else "auto", "store": True, "temperature": 1.0,
            "text": {"format": {"type": "text"}, "verbosity": "medium"}, "tool_choice": "auto", "tools": [],
            "top_logprobs": 0, "top_p": 1.0, "truncation": "disabled", "usage": usage, "user": None, "metadata": {},
        }

    def reasoning(self, parts):
        index = len(self.output)
        item_id = f"rs_sample_{self.number}"
        self.emit("response.output_item.added", output_index=index,
                  item={"id": item_id, "type": "reasoning", "summary": []})
        summary = []
        for number, text in enumerate(parts):
            place = {"item_id": item_id, "output_index": index, "summary_index": number}
            part = {"type": "summary_text", "text": text}
            self.emit("response.reasoning_summary_part.added", **place, part={**part, "text": ""})
            for delta in deltas(text):
                self.emit("response.reasoning_summary_text.delta", **place, delta=delta)
            self.emit("response.reasoning_summary_text.done", **place, text=text)
            self.emit("response.reasoning_summary_part.done", **place, part=part)
            summary.append(part)
        item = {"id": item_id, "type": "reasoning", "summary": summary}
        self.emit("response.output_item.done", output_index=index, item=item)
        self.output.append(item)

    def message(self, text, refusal=False, cut=False):
        index = len(self.output)
        item_id = f"msg_sample_{self.number}"
        place = {"item_id": item_id, "output_index": index, "content_index": 0}
        event = "refusal" if refusal else "output_text"
        extra = {} if refusal else {"logprobs": []}

        def part(words):
            if refusal:
                return {"type": "refusal", "refusal": words}
            return {"type": "output_text", "annotations": [], "logprobs": [], "text": words}

        def item(status, content):
            return {"id": item_id, "type": "message", "status": status, "content": content, "role": "assistant"}

        self.emit("response.output_item.added", output_index=index, item=item("in_progress", []))
        self.emit("response.content_part.added", **place, part=part(""))
        for delta in deltas(text):
            self.emit(f"response.{event}.delta", **place, delta=delta, **extra)
        self.written_tokens = len(deltas(text))
        if cut:
            return
        self.emit(f"response.{event}.done", **place, **{"refusal" if refusal else "text": text}, **extra)
        self.emit("response.content_part.done", **place, part=part(text))
        self.emit("response.output_item.done", output_index=index, item=item("completed", [part(text)]))
        self.output.append(item("completed", [part(text)]))

    def complete(self, reasoning_tokens):
        output_tokens = reasoning_tokens + self.written_tokens
        usage = {"input_tokens": self.prompt_tokens, "input_tokens_details": {"cached_tokens": 0},
                 "output_tokens": output_tokens, "output_tokens_details": {"reasoning_tokens": reasoning_tokens},
                 "total_tokens": self.prompt_tokens + output_tokens}
        self.emit("response.completed", response=self.response("completed", usage))

    def body(self):
        return "".join(self.frames).encode()


def completed():
    stream = Stream(1, prompt_tokens=22)
    stream.reasoning(TILING_REASONING)
    stream.message(TILING_ANSWER.rstrip("\n"))
    stream.complete(reasoning_tokens=1088)
    return stream.body()


def refused():
    stream = Stream(2, prompt_tokens=25)
    stream.reasoning(REFUSED_REASONING)
    stream.message(REFUSED_WORDS, refusal=True)
    stream.complete(reasoning_tokens=192)
    return stream.body()


def interrupted():
    stream = Stream(3, prompt_tokens=19)
    stream.reasoning(SKY_REASONING)
    stream.message(SKY_ANSWER + " of the blue", cut=True)
    lost = len(deltas(" of the blue"))
    whole, rest = stream.frames[:-lost], stream.frames[-lost]
    return "".join(whole).encode() + rest.encode()[:SKY_CUT_BYTES]


def index():
    pacing = {"before_first_ms": 1500, "reasoning_events_per_second": 40, "text_events_per_second": 60}

    def sample(name, title, prompt, description):
        return {"id": name, "title": title, "file": f"sample-{name}.sse", "model": MODEL, "effort": "medium",
                "summary": "detailed", "ending": name, "prompt": prompt, "description": description,
                "pacing": pacing}

    samples = [
        sample("completed", "Domino tilings", TILING_PROMPT,
               "Four steps of reasoning, then an answer with a list, a table and code."),
        sample("refused", "A refusal", REFUSED_PROMPT,
               "The model declines: its words are shown as a refusal, not as an answer."),
        sample("interrupted", "A broken connection", SKY_PROMPT,
               "The connection breaks in the middle of the answer: what came is kept and marked as interrupted."),
    ]
    return (json.dumps({"samples": samples}, ensure_ascii=False, indent=2) + "\n").encode()


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent
    files = {"sample-completed.sse": completed(), "sample-refused.sse": refused(),
             "sample-interrupted.sse": interrupted(), "samples.json": index()}
    if "--check" not in sys.argv[1:]:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return 0
    stale = [name for name, content in files.items() if (folder / name).read_bytes() != content]
    for name in stale:
        print(f"{name} is not what make_samples.py writes", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
