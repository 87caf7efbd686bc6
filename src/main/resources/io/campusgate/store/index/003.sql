-- Which words have three given letters in a row, so that a part of a word is found without looking at all of them.
CREATE VIRTUAL TABLE spelling USING fts5(text, content='', columnsize=0, tokenize='trigram');
INSERT INTO spelling (spelling, rank) VALUES ('secure-delete', 1);
