-- Task sets, their runs with grades, and batches. Every table's last column is NOT NULL and no two tables have
-- rows of the same types, so that Repair can tell them apart without the tables' trees.
CREATE TABLE task_set (
    id           INTEGER PRIMARY KEY,
    created_us   INTEGER NOT NULL,
    deleted_us   INTEGER,          -- when it went to the trash
    name         TEXT    NOT NULL,
    json_schema  TEXT,             -- what answers must satisfy, as it was given; NULL: free text
    instructions TEXT    NOT NULL, -- the system prompt of every run; empty: none
    grader       TEXT    NOT NULL, -- JSON object: kind and options; of tasks without one of their own
    models       TEXT    NOT NULL, -- JSON array of objects: the columns of the matrix, in order
    source       TEXT    NOT NULL  -- the file or folder that it was imported from first
) STRICT;
-- ;;
CREATE TABLE prompt_template ( -- what makes a prompt of a task's fields; versions are added, never changed
    task_set   INTEGER NOT NULL REFERENCES task_set (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL, -- 1, 2, …; the greatest is in use
    created_us INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    PRIMARY KEY (task_set, version)
) STRICT;
-- ;;
CREATE TABLE task ( -- what is wide stands last: lists and the matrix do not read so far
    task_set   INTEGER NOT NULL REFERENCES task_set (id) ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    rank       INTEGER NOT NULL, -- the set's order
    hash       TEXT    NOT NULL, -- SHA-256 of fields, attachments, expected answer and grader
    title      TEXT    NOT NULL, -- the first line of its prompt, else its id
    tags       TEXT    NOT NULL, -- JSON array of strings
    source     TEXT    NOT NULL, -- where it came from: a file, with the line
    removed_us INTEGER,          -- when it was taken out of the set; its runs are kept
    grader     TEXT,             -- JSON object as in task_set; NULL: the set's
    expected   TEXT,             -- JSON value that the grader compares with; NULL: not known ('null' is JSON's null)
    fields     TEXT    NOT NULL, -- JSON object: what prompt templates read
    PRIMARY KEY (task_set, id)
) STRICT;
-- ;;
CREATE INDEX task_by_rank ON task (task_set, rank);
-- ;;
CREATE TABLE task_attachment ( -- a file that goes along with a task's prompt
    task_set  INTEGER NOT NULL,
    task      TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL,
    file_name TEXT    NOT NULL,
    mime_type TEXT    NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (task_set, task, ordinal),
    FOREIGN KEY (task_set, task) REFERENCES task (task_set, id) ON DELETE CASCADE
) STRICT;
-- ;;
CREATE TABLE batch ( -- runs that are to be made
    id         INTEGER PRIMARY KEY,
    task_set   INTEGER NOT NULL REFERENCES task_set (id) ON DELETE CASCADE,
    created_us INTEGER NOT NULL,
    ended_us   INTEGER,          -- NULL until finished or stopped
    owner      TEXT,             -- the program that has it open; NULL while none has
    state      TEXT    NOT NULL CHECK (state IN ('running', 'paused', 'finished', 'stopped')),
    reason     TEXT    NOT NULL, -- why it is paused
    options    TEXT    NOT NULL  -- JSON object: how many at once, caps, retries
) STRICT;
-- ;;
CREATE INDEX batch_by_set ON batch (task_set);
-- ;;
CREATE TABLE batch_item ( -- one run of a batch
    batch    INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL, -- names the item within its batch
    rank     INTEGER NOT NULL, -- items are begun in this order
    task     TEXT    NOT NULL, -- task.id, in the batch's set
    provider TEXT    NOT NULL, -- this and the next three: the column of the matrix
    model    TEXT    NOT NULL,
    effort   TEXT    NOT NULL,
    base_url TEXT    NOT NULL,
    analysis INTEGER REFERENCES analysis (id) ON DELETE SET NULL, -- its run; NULL until it is begun
    state    TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'removed')),
    PRIMARY KEY (batch, number)
) STRICT;
-- ;;
CREATE INDEX batch_item_by_run ON batch_item (analysis) WHERE analysis IS NOT NULL;
-- ;;
CREATE TABLE task_run ( -- which task an analysis is a run of
    analysis       INTEGER PRIMARY KEY REFERENCES analysis (id) ON DELETE CASCADE,
    task_set       INTEGER NOT NULL,
    task           TEXT    NOT NULL,
    task_hash      TEXT    NOT NULL, -- task.hash when it was run
    batch          INTEGER REFERENCES batch (id) ON DELETE SET NULL, -- NULL: it was run by itself
    verdict        TEXT CHECK (verdict IN ('solved', 'failed', 'ungraded')), -- of its latest grade; NULL: there is
                                     -- none since the run was begun, or begun again by Retry
    prompt_version INTEGER NOT NULL, -- prompt_template.version when it was run
    provider       TEXT    NOT NULL, -- this and the next three: the column of the matrix
    model          TEXT    NOT NULL,
    effort         TEXT    NOT NULL, -- empty: the model's default
    base_url       TEXT    NOT NULL, -- empty: where the provider is by settings
    FOREIGN KEY (task_set, task) REFERENCES task (task_set, id) ON DELETE CASCADE
) STRICT;
-- ;;
CREATE INDEX task_run_by_task ON task_run (task_set, task);
-- ;;
CREATE INDEX task_run_by_model ON task_run (task_set, provider, model);
-- ;;
CREATE INDEX task_run_by_batch ON task_run (batch) WHERE batch IS NOT NULL;
-- ;;
CREATE INDEX task_run_without_grade ON task_run (analysis) WHERE verdict IS NULL;
-- ;;
CREATE TABLE grade ( -- what a grader found; the one with the greatest id counts, those before are its history
    id        INTEGER PRIMARY KEY,
    analysis  INTEGER NOT NULL REFERENCES task_run (analysis) ON DELETE CASCADE,
    made_us   INTEGER NOT NULL,
    by_person INTEGER NOT NULL, -- 1: somebody said so
    verdict   TEXT    NOT NULL CHECK (verdict IN ('solved', 'failed', 'ungraded')),
    grader    TEXT    NOT NULL, -- its kind: exact, text, number, …
    version   INTEGER NOT NULL, -- of the grader
    code      TEXT    NOT NULL, -- why, in a word
    message   TEXT    NOT NULL, -- why, in a sentence
    evidence  TEXT    NOT NULL  -- JSON object: what was found where
) STRICT;
-- ;;
CREATE INDEX grade_by_run ON grade (analysis);
-- ;;
-- For what was spent on a day.
CREATE INDEX analysis_by_time ON analysis (created_us);
