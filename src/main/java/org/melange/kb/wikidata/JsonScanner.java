package org.melange.kb.wikidata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.melange.corpus.ParseException;
import org.melange.corpus.Rejection.Reason;
import org.melange.corpus.UnicodeText;

/**
 * Goes over a JSON text in UTF-8. A value is entered, read or skipped; a skipped one is searched
 * for its end only, which is several times faster than parsing it. Most of a dump is skipped.
 *
 * <pre>{@code
 * if (json.enterObject()) {
 *   while (json.nextKey()) {
 *     if (json.keyIs(ID)) { id = json.string(); } else { json.skip(); }
 *   }
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
final class JsonScanner {

  private static final JsonFactory STRINGS = new JsonFactory();

  private static final byte QUOTE = 1;
  private static final byte OPEN = 2;
  private static final byte CLOSE = 3;
  private static final byte[] CLASSES = classes();

  private byte[] json = new byte[0];
  private int at;
  private int end;
  private int keyStart;
  private int keyEnd;

  private static byte[] classes() {
    byte[] classes = new byte[256];
    classes['"'] = QUOTE;
    classes['{'] = OPEN;
    classes['['] = OPEN;
    classes['}'] = CLOSE;
    classes[']'] = CLOSE;
    return classes;
  }

  /** Starts at the first byte of {@code json[start, end)}, which is not copied. */
  void reset(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /** The first byte of the next value or delimiter, after white space; 0 at the end. */
  byte peek() {
    while (at < end && json[at] <= ' ' && json[at] >= 0) {
      at++;
    }
    return at < end ? json[at] : 0;
  }

  /**
   * Enters an object. Wikidata writes an empty one as {@code []}, which is skipped.
   *
   * @return whether to call {@link #nextKey()}
   */
  boolean enterObject() throws ParseException {
    byte first = peek();
    if (first == '[') {
      enterArray();
      if (nextElement()) {
        throw wrongType("an object");
      }
      return false;
    }
    if (first != '{') {
      throw wrongType("an object");
    }
    at++;
    return true;
  }

  /** Enters an array. */
  void enterArray() throws ParseException {
    if (peek() != '[') {
      throw wrongType("an array");
    }
    at++;
  }

  /** Moves to the next element of the array that was entered; false at its end, which is left. */
  boolean nextElement() throws ParseException {
    return !closed((byte) ']');
  }

  /** Moves to the value of the next key of the object; false at its end, which is left. */
  boolean nextKey() throws ParseException {
    if (closed((byte) '}')) {
      return false;
    }
    if (peek() != '"') {
      throw malformed("a key was expected");
    }
    keyStart = at + 1;
    skipString();
    keyEnd = at - 1;
    if (peek() != ':') {
      throw malformed("a colon was expected");
    }
    at++;
    return true;
  }

  private boolean closed(byte bracket) throws ParseException {
    if (peek() == ',') {
      at++;
    }
    byte next = peek();
    if (next == 0) {
      throw malformed("the text ends");
    }
    if (next == bracket) {
      at++;
      return true;
    }
    return false;
  }

  /** Whether the current key is {@code name}. */
  boolean keyIs(byte[] name) {
    int length = keyEnd - keyStart;
    if (length != name.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (json[keyStart + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads a string; unpaired surrogates are replaced. */
  String string() throws ParseException {
    if (peek() != '"') {
      throw wrongType("a string");
    }
    int start = at;
    skipString();
    for (int i = start + 1; i < at - 1; i++) {
      if (json[i] == '\\' || (json[i] >= 0 && json[i] < ' ')) {
        return unescaped(start);
      }
    }
    return new String(json, start + 1, at - start - 2, StandardCharsets.UTF_8);
  }

  private String unescaped(int start) throws ParseException {
    try (JsonParser parser = STRINGS.createParser(json, start, at - start)) {
      parser.nextToken();
      return UnicodeText.of(parser.getText());
    } catch (IOException e) {
      throw malformed("a string is not valid");
    }
  }

  /** Reads a whole number. */
  long integer() throws ParseException {
    byte first = peek();
    int start = at;
    skip();
    String written = new String(json, start, at - start, StandardCharsets.UTF_8);
    try {
      return Long.parseLong(first == '"' ? written.substring(1, written.length() - 1) : written);
    } catch (NumberFormatException e) {
      throw wrongType("a whole number");
    }
  }

  /** Skips a value. */
  void skip() throws ParseException {
    byte first = peek();
    if (first == '"') {
      skipString();
    } else if (first == '{' || first == '[') {
      skipContainer();
    } else {
      skipScalar();
    }
  }

  private void skipScalar() throws ParseException {
    int start = at;
    while (at < end && json[at] > ' ' && json[at] != ',' && CLASSES[json[at]] != CLOSE) {
      at++;
    }
    if (at == start) {
      throw malformed("a value was expected");
    }
  }

  private void skipContainer() throws ParseException {
    int depth = 0;
    int i = at;
    while (i < end) {
      byte kind = CLASSES[json[i++] & 0xff];
      if (kind == QUOTE) {
        at = i - 1;
        skipString();
        i = at;
      } else if (kind == OPEN) {
        depth++;
      } else if (kind == CLOSE && --depth == 0) {
        at = i;
        return;
      }
    }
    throw malformed("the text ends");
  }

  /** From the opening quotation mark to the byte after the closing one. */
  private void skipString() throws ParseException {
    byte[] text = json;
    int limit = end;
    for (int i = at + 1; i < limit; i++) {
      byte b = text[i];
      if (b == '"') {
        at = i + 1;
        return;
      }
      if (b == '\\') {
        i++;
      }
    }
    throw malformed("the text ends in a string");
  }

  /** Checks that nothing follows but a comma, which separates the entities of a dump. */
  void requireEnd() throws ParseException {
    if (peek() == ',') {
      at++;
    }
    if (peek() != 0) {
      throw malformed("the text goes on after the object");
    }
  }

  /** The error of a value of another type at the current position. */
  ParseException wrongType(String expected) {
    return new ParseException(Reason.WRONG_TYPE, expected + " was expected at byte " + at);
  }

  private ParseException malformed(String fault) {
    return new ParseException(Reason.MALFORMED, "not JSON at byte " + at + ": " + fault);
  }
}
