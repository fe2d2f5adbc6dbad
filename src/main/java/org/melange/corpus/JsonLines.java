package org.melange.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import org.melange.corpus.Rejection.Reason;

/**
 * Parses lines of one JSON object each, strictly: no content after the object, no duplicate keys.
 * Numbers keep all their digits. Thread-safe.
 */
public final class JsonLines {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final int maxChars;
  private final ObjectReader reader;

  /**
   * @param maxChars the maximum length of a line, in chars
   * @throws IllegalArgumentException if {@code maxChars} is not positive
   */
  public JsonLines(int maxChars) {
    if (maxChars <= 0) {
      throw new IllegalArgumentException("maxChars must be positive: " + maxChars);
    }
    this.maxChars = maxChars;
    this.reader = reader(maxChars);
  }

  /** Parses the object in {@code line}. */
  public JsonRecord read(String line) throws ParseException {
    if (line.length() > maxChars) {
      throw new ParseException(
          Reason.TOO_LARGE,
          String.format(Locale.ROOT, "%d chars, the limit is %d", line.length(), maxChars));
    }
    boolean marked = !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK;
    return JsonRecord.of(tree(marked ? line.substring(1) : line), "the line");
  }

  /** The exception for a line of {@code bytes} that is too long to be read. */
  public ParseException tooLarge(long bytes) {
    return new ParseException(
        Reason.TOO_LARGE,
        String.format(Locale.ROOT, "%d bytes, the limit is %d chars", bytes, maxChars));
  }

  private JsonNode tree(String line) throws ParseException {
    try {
      JsonNode tree = reader.readTree(line);
      if (tree.isMissingNode()) {
        throw new ParseException(Reason.MALFORMED, "the line is blank");
      }
      return tree;
    } catch (StreamConstraintsException tooLarge) {
      throw new ParseException(
          Reason.TOO_LARGE, SyntaxErrors.message(tooLarge) + SyntaxErrors.field(tooLarge));
    } catch (JsonProcessingException malformed) {
      throw new ParseException(Reason.MALFORMED, SyntaxErrors.describe(malformed));
    } catch (NumberFormatException outOfRange) {
      // Thrown by Jackson, whose message would contain the number.
      throw new ParseException(Reason.MALFORMED, SyntaxErrors.NUMBER_OUT_OF_RANGE);
    }
  }

  private static ObjectReader reader(int maxChars) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder().maxStringLength(maxChars).build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Keys of hostile input must not fill the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build()
        .reader();
  }
}
