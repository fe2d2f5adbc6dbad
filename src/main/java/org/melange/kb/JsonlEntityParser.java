package org.melange.kb;

import org.melange.corpus.JsonLines;
import org.melange.corpus.ParseException;
import org.melange.corpus.Rejection;

/**
 * Reads entities that stand one a line as JSON objects:
 *
 * <pre>{@code
 * {"qid": "Q313388", "label": "Jonah Hill", "description": "American actor",
 *  "aliases": ["Jonah Hill Feldstein"], "types": ["Q5"], "popularity": 61,
 *  "images": ["s3a://bucket/hill.jpg"], "redirects": []}
 * }</pre>
 *
 * <p>{@code qid} and {@code label} must be there. {@code entity_name}, {@code desc}, {@code alias}
 * and {@code image_list} are understood too; a list of one may be the string alone. Names are
 * URL-decoded. Thread-safe.
 */
public final class JsonlEntityParser {

  /** Far more than any entity needs. */
  public static final int DEFAULT_MAX_CHARS = 4 * 1024 * 1024;

  private final JsonLines lines;

  /** A parser with the default limit. */
  public JsonlEntityParser() {
    this(DEFAULT_MAX_CHARS);
  }

  /** A parser that refuses lines of more than {@code maxChars}. */
  public JsonlEntityParser(int maxChars) {
    this.lines = new JsonLines(maxChars);
  }

  /** The entity in {@code line}. */
  public ParsedEntity parse(String line) {
    try {
      return new ParsedEntity.Accepted(EntityFields.entity(lines.read(line)));
    } catch (ParseException refusal) {
      return new ParsedEntity.Rejected(refusal.at(Rejection.Stage.ENTITY, line));
    }
  }

  /**
   * The outcome of a line that is too long to be held.
   *
   * @param beginning how the line begins
   * @param bytes how long it is
   */
  public ParsedEntity tooLarge(String beginning, long bytes) {
    return new ParsedEntity.Rejected(lines.tooLarge(bytes).at(Rejection.Stage.ENTITY, beginning));
  }
}
