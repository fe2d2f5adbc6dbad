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
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.melange.corpus.Rejection.Reason;

/**
 * Walks through the elements of one large JSON array, holding one at a time. A syntax error ends
 * the walk with one last outcome that tells it; what came before is kept. Python's {@code NaN} and
 * {@code Infinity} are understood, bytes that are not UTF-8 become U+FFFD. Not thread-safe.
 *
 * @param <T> what is made of an element
 */
public final class JsonArrayElements<T> implements Iterator<T> {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonParser parser;
  private final Function<JsonNode, T> element;
  private final Function<Refusal, T> broken;
  private Optional<T> next = Optional.empty();
  private boolean ended;

  /**
   * Starts to read.
   *
   * @param input the array; closing it is for the caller
   * @param element makes an outcome of an element
   * @param broken makes the last outcome of a syntax error
   * @throws IllegalArgumentException if the input holds something else than an array
   * @throws UncheckedIOException if the input cannot be read
   */
  public JsonArrayElements(
      InputStream input, Function<JsonNode, T> element, Function<Refusal, T> broken) {
    this.element = element;
    this.broken = broken;
    try {
      this.parser = MAPPER.createParser(withoutMark(input));
      requireArray();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

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
        return Optional.of(element.apply(MAPPER.readTree(parser)));
      }
      ended = true;
      return parser.nextToken() == null ? Optional.empty() : broken("content behind the array");
    } catch (JsonProcessingException malformed) {
      ended = true;
      return broken(JsonLines.describe(malformed));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Optional<T> broken(String message) {
    return Optional.of(broken.apply(new Refusal(Reason.MALFORMED, message)));
  }

  private void requireArray() throws IOException {
    JsonToken first;
    try {
      first = parser.nextToken();
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("not a JSON array: " + JsonLines.describe(malformed));
    }
    if (first != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("not a JSON array: it starts with " + first);
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
