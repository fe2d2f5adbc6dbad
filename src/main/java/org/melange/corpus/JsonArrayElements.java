package org.melange.corpus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Iterates over the elements of a large JSON array and holds one at a time. A syntax error ends the
 * iteration with a {@link DamagedInputException}. Python's {@code NaN} and {@code Infinity} are
 * accepted; bytes that are not UTF-8 become U+FFFD. Not thread-safe.
 *
 * @param <T> the result for an element
 */
public final class JsonArrayElements<T> implements Iterator<T> {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonParser parser;
  private final Function<JsonNode, T> element;
  private Optional<T> next = Optional.empty();
  private boolean ended;
  private long read;

  /**
   * Opens the array.
   *
   * @param input the array; the caller closes it
   * @param element maps an element to its result
   * @throws DamagedInputException if the input is not an array
   * @throws UncheckedIOException if the input cannot be read
   */
  public JsonArrayElements(InputStream input, Function<JsonNode, T> element) {
    this.element = element;
    try {
      this.parser = MAPPER.createParser(withoutMark(input));
      requireArray();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * @throws DamagedInputException if the array is truncated or malformed here
   * @throws UncheckedIOException if the input cannot be read
   */
  @Override
  public boolean hasNext() {
    if (next.isEmpty() && !ended) {
      next = advance();
    }
    return next.isPresent();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T outcome = next.orElseThrow();
    next = Optional.empty();
    return outcome;
  }

  private Optional<T> advance() {
    try {
      if (parser.nextToken() != JsonToken.END_ARRAY) {
        T outcome = element.apply(MAPPER.readTree(parser));
        read++;
        return Optional.of(outcome);
      }
      ended = true;
      if (parser.nextToken() != null) {
        throw new DamagedInputException("content after the array" + after());
      }
      return Optional.empty();
    } catch (JsonProcessingException malformed) {
      String fault =
          SyntaxErrors.atEnd(malformed)
              ? "the JSON array is truncated" + SyntaxErrors.place(malformed)
              : "the JSON array cannot be read further: " + SyntaxErrors.describe(malformed);
      throw new DamagedInputException(fault + after(), malformed);
    } catch (NumberFormatException outOfRange) {
      throw new DamagedInputException(
          "the JSON array cannot be read further: "
              + SyntaxErrors.NUMBER_OUT_OF_RANGE
              + SyntaxErrors.place(parser)
              + after());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private String after() {
    return String.format(Locale.ROOT, ", after %d complete elements", read);
  }

  private void requireArray() throws IOException {
    JsonToken first;
    try {
      first = parser.nextToken();
    } catch (JsonProcessingException malformed) {
      throw new DamagedInputException(
          "not a JSON array: " + SyntaxErrors.describe(malformed), malformed);
    }
    if (first != JsonToken.START_ARRAY) {
      String found = first == JsonToken.START_OBJECT ? "it is an object" : "it is a single value";
      throw new DamagedInputException(
          "not a JSON array: " + (first == null ? "it is empty" : found));
    }
  }

  private static BufferedReader withoutMark(InputStream input) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }
}
