-- Statements are parted by a line that holds only the mark below. A released file never changes.
CREATE TABLE analysis ( -- one run a person asked for; narrow, so that lists never touch texts
    id                 INTEGER PRIMARY KEY, -- sorts by time of creation
    created_us         INTEGER NOT NULL,    -- every *_us: microseconds since 1970, UTC
    started_us         INTEGER,             -- first attempt since the run was begun or begun again
    ended_us           INTEGER,             -- NULL while running
    status             TEXT    NOT NULL CHECK (status IN
                       ('running', 'completed', 'incomplete', 'failed', 'cancelled', 'interrupted')),
    provider           TEXT    NOT NULL,
    base_url           TEXT    NOT NULL,
    model_requested    TEXT    NOT NULL,
    model              TEXT    NOT NULL DEFAULT '', -- the one the server named
    effort             TEXT    NOT NULL DEFAULT '', -- reasoning effort asked for
    title              TEXT    NOT NULL,
    input_tokens       INTEGER,             -- all *_tokens NULL: the server never said
    cached_tokens      INTEGER,
    cache_write_tokens INTEGER,
    output_tokens      INTEGER,
    reasoning_tokens   INTEGER,
    total_tokens       INTEGER,
    reported_cost_usd  REAL,                -- the provider's own figure, where it states one
    cost_usd           REAL,                -- NULL: unknown
    cost_basis         TEXT    NOT NULL DEFAULT 'unknown',
    duration_ms        INTEGER NOT NULL DEFAULT 0,
    attempts           INTEGER NOT NULL DEFAULT 0,
    sample             INTEGER NOT NULL DEFAULT 0, -- 1: played from a bundled recording
    deleted_us         INTEGER,             -- when it went to the trash
    owner              TEXT                 -- the program that runs it; NULL once ended
) STRICT;
-- ;;
CREATE INDEX analysis_by_model ON analysis (provider, model_requested, id);
-- ;;
CREATE INDEX analysis_running ON analysis (id) WHERE status = 'running';
-- ;;
CREATE INDEX analysis_in_trash ON analysis (id) WHERE deleted_us IS NOT NULL;
-- ;;
CREATE TABLE analysis_body ( -- what is too wide for lists
    analysis          INTEGER PRIMARY KEY REFERENCES analysis (id) ON DELETE CASCADE,
    prompt            TEXT    NOT NULL,
    instructions      TEXT    NOT NULL,
    request           TEXT    NOT NULL,            -- JSON: all other settings of the request
    fallbacks         TEXT    NOT NULL DEFAULT '[]', -- JSON array of sentences
    response_id       TEXT    NOT NULL DEFAULT '',
    service_tier      TEXT    NOT NULL DEFAULT '',
    incomplete_reason TEXT    NOT NULL DEFAULT '',
    error             TEXT,                        -- JSON object, NULL: none
    note              TEXT    NOT NULL DEFAULT '',
    indexed           INTEGER NOT NULL DEFAULT 0   -- 1: has a row in search
) STRICT;
-- ;;
CREATE TABLE attachment (
    analysis  INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    file_name TEXT    NOT NULL,
    mime_type TEXT    NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (analysis, ordinal)
) STRICT;
-- ;;
CREATE TABLE attempt ( -- one HTTP exchange
    analysis           INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
    number             INTEGER NOT NULL, -- 1, 2, …
    outcome            TEXT    NOT NULL, -- as analysis.status
    started_us         INTEGER NOT NULL,
    ended_us           INTEGER,
    events             INTEGER NOT NULL DEFAULT 0,
    bytes              INTEGER NOT NULL DEFAULT 0,
    streamed           INTEGER NOT NULL DEFAULT 1,
    resumed            INTEGER NOT NULL DEFAULT 0, -- 1: goes on where the attempt before it broke off
    http_status        INTEGER NOT NULL DEFAULT 0,
    request_id         TEXT    NOT NULL DEFAULT '',
    error              TEXT,             -- JSON object, NULL: none
    request_body       BLOB,             -- compressed JSON as sent (see event_chunk: zlib)
    connect_ms         INTEGER,
    first_byte_ms      INTEGER,
    first_reasoning_ms INTEGER,
    first_text_ms      INTEGER,
    longest_gap_ms     INTEGER NOT NULL DEFAULT 0,
    total_ms           INTEGER,
    PRIMARY KEY (analysis, number)
) STRICT;
-- ;;
CREATE TABLE event_chunk ( -- what arrived, byte for byte: consecutive frames of one attempt
    analysis         INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    first_frame      INTEGER NOT NULL, -- index of the chunk's first frame within the attempt
    frames           INTEGER NOT NULL,
    first_arrival_us INTEGER NOT NULL, -- since the attempt's request was sent
    last_arrival_us  INTEGER NOT NULL,
    encoding         TEXT    NOT NULL CHECK (encoding IN ('raw', 'zlib')),
    data             BLOB    NOT NULL,
    PRIMARY KEY (analysis, attempt, first_frame),
    FOREIGN KEY (analysis, attempt) REFERENCES attempt (analysis, number) ON DELETE CASCADE
) STRICT;
-- ;;
CREATE TABLE part ( -- the texts that the latest attempt amounts to
    analysis INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
    ordinal  INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('reasoning_summary', 'reasoning_text', 'output_text',
                                              'refusal', 'tool_input', 'tool_output')),
    item     INTEGER NOT NULL, -- position of the output item
    part     INTEGER NOT NULL, -- position within the item
    text     TEXT    NOT NULL,
    PRIMARY KEY (analysis, ordinal)
) STRICT;
-- ;;
CREATE TABLE tag (
    analysis INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    PRIMARY KEY (analysis, name)
) STRICT, WITHOUT ROWID;
-- ;;
CREATE INDEX tag_by_name ON tag (name, analysis);
-- ;;
CREATE VIEW search_text AS -- what search indexes; the texts themselves are stored once, above
SELECT body.analysis AS id,
       body.prompt AS prompt,
       (SELECT coalesce(group_concat(text, char(10, 10)), '')
        FROM (SELECT text FROM part WHERE part.analysis = body.analysis
              AND kind IN ('reasoning_summary', 'reasoning_text') ORDER BY ordinal)) AS reasoning,
       (SELECT coalesce(group_concat(text, char(10, 10)), '')
        FROM (SELECT text FROM part WHERE part.analysis = body.analysis
              AND kind NOT IN ('reasoning_summary', 'reasoning_text') ORDER BY ordinal)) AS answer,
       body.note AS note
FROM analysis_body AS body;
-- ;;
CREATE VIRTUAL TABLE search USING fts5 (
    prompt, reasoning, answer, note,
    content = 'search_text', content_rowid = 'id',
    tokenize = 'trigram' -- finds any three characters: code, CJK, parts of words
);
