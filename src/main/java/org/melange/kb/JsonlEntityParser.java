package org.melange.kb;

import org.melange.corpus.JsonLines;
import org.melange.corpus.JsonRecord;
import org.melange.corpus.ParseException;
import org.melange.corpus.Rejection;

/**
 * Parses entities in JSON Lines, one object per line:
 *
 * <pre>{@code
 * {"qid": "Q313388", "label": "Jonah Hill", "description": "American actor",
 *  "aliases": ["Jonah Hill Feldstein"], "types": ["Q5"], "popularity": 61,
 *  "images": ["s3a://bucket/hill.jpg"], "redirects": []}
 * }</pre>
 *
 * <p>{@code qid} and {@code label} are required. A QID may also be {@code id} or the URI of an
 * entity of Wikidata. Other names of the fields, such as {@code name} and {@code desc}, are in
 * {@code contracts.md}. A string counts as a list of one. Further keys are ignored. Names are
 * URL-decoded. Thread-safe.
 */
public final class JsonlEntityParser {

  /** The default limit, far above the size of any entity. */
  public static final int DEFAULT_MAX_CHARS = 4 * 1024 * 1024;

  private final JsonLines lines;

  /** A parser with the default limit. */
  public JsonlEntityParser() {
    this(DEFAULT_MAX_CHARS);
  }

  /** A parser that rejects lines of more than {@code maxChars}. */
  public JsonlEntityParser(int maxChars) {
    this.lines = new JsonLines(maxChars);
  }

  /** Parses the entity in {@code line}. */
  public ParsedEntity parse(String line) {
    try {
      return new ParsedEntity.Accepted(EntityFields.entity(lines.read(line)));
    } catch (ParseException e) {
      return new ParsedEntity.Rejected(e.at(Rejection.Stage.ENTITY, line));
    }
  }

  /** Parses the entity in an object, such as a row of a table. */
  public static ParsedEntity parse(JsonRecord fields) {
    try {
      return new ParsedEntity.Accepted(EntityFields.entity(fields));
    } catch (ParseException e) {
      return new ParsedEntity.Rejected(e.at(Rejection.Stage.ENTITY, fields.toString()));
    }
  }

  /**
   * The outcome for a line that is too long to be read.
   *
   * @param beginning the beginning of the line
   * @param bytes the length of the line
   */
  public ParsedEntity tooLarge(String beginning, long bytes) {
    return new ParsedEntity.Rejected(lines.tooLarge(bytes).at(Rejection.Stage.ENTITY, beginning));
  }
}
