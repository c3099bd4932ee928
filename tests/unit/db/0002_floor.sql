ALTER TABLE ward ADD COLUMN floor I64;
-- sqlite:
CREATE VIRTUAL TABLE ward_words USING fts5(words, tokenize = 'ascii');
-- postgres:
CREATE TABLE ward_words (doc ID PRIMARY KEY, words text[] NOT NULL);
CREATE INDEX ward_words_by_word ON ward_words USING gin (words);
-- both:
UPDATE ward SET floor = 1;
