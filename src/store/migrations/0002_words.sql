-- Search by words instead of trigrams: reading the places of frequent trigrams took longer than a person waits.
DROP TABLE search;
-- ;;
CREATE VIRTUAL TABLE search USING fts5 (
    prompt, reasoning, answer, note,
    content = 'search_text', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
-- ;;
INSERT INTO search (search) VALUES ('rebuild');
-- ;;
UPDATE analysis_body SET indexed = 1 WHERE indexed = 0;
-- ;;
CREATE TABLE word ( -- every word in search, in lower case: leads from a part of a word to the word
    id   INTEGER PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
) STRICT;
-- ;;
CREATE VIRTUAL TABLE temp.found_words USING fts5vocab ('main', 'search', 'row');
-- ;;
INSERT INTO word (text) SELECT term FROM temp.found_words;
-- ;;
DROP TABLE temp.found_words;
-- ;;
CREATE VIRTUAL TABLE word_part USING fts5 (
    text, content = 'word', content_rowid = 'id', tokenize = 'trigram'
);
-- ;;
INSERT INTO word_part (word_part) VALUES ('rebuild');
-- ;;
CREATE INDEX analysis_by_status ON analysis (status, id);
-- ;;
CREATE INDEX analysis_by_provider ON analysis (provider, id);
-- ;;
CREATE INDEX analysis_by_model_requested ON analysis (model_requested, id);
-- ;;
CREATE INDEX analysis_by_model_named ON analysis (model, id);
-- ;;
CREATE INDEX analysis_samples ON analysis (id) WHERE sample = 1;
-- ;;
CREATE TABLE outline ( -- what an ended analysis' transcript is besides its texts, so that showing it reads no events
    analysis   INTEGER PRIMARY KEY REFERENCES analysis (id) ON DELETE CASCADE,
    frames     INTEGER NOT NULL, -- of all attempts: with another number stored, the events are to be read
    transcript TEXT    NOT NULL  -- JSON
) STRICT;
