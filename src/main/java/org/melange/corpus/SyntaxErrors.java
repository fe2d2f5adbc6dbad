package org.melange.corpus;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Describes a syntax error in terms of the JSON that has it: what is wrong, in which field, at
 * which line and column. Leaves out what Jackson says about its own switches, and copies no input.
 */
final class SyntaxErrors {

  /** A number whose exponent is not an {@code int}, which is not a decimal number to Java. */
  static final String NUMBER_OUT_OF_RANGE = "a number has an exponent that is out of range";

  private static final Pattern SWITCH = Pattern.compile(": enable `[^`]*` to allow");
  private static final Pattern LIMIT = Pattern.compile(", from `[^`]*`");
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^\\]]*?; (line: [^\\]]*)\\]");

  private SyntaxErrors() {}

  /** The fault, its field if it lies in one, and its place. */
  static String describe(JsonProcessingException fault) {
    return message(fault) + field(fault) + place(fault);
  }

  /** The fault alone. */
  static String message(JsonProcessingException fault) {
    String message = fault.getOriginalMessage();
    message = SWITCH.matcher(message).replaceAll(" is not allowed in JSON");
    message = LIMIT.matcher(message).replaceAll("");
    return SOURCE.matcher(message).replaceAll("$1");
  }

  /** The path of the field, as a JSON pointer without the first slash; empty at the top. */
  static String field(JsonProcessingException fault) {
    if (!(fault.getProcessor() instanceof JsonParser parser)) {
      return "";
    }
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    return pointer.isEmpty() ? "" : ", in '" + pointer.substring(1) + "'";
  }

  /** Whether the input ends where more must follow. */
  static boolean atEnd(JsonProcessingException fault) {
    return fault instanceof JsonEOFException
        || fault.getOriginalMessage().startsWith("Unexpected end-of-input");
  }

  /** Line and column. */
  static String place(JsonProcessingException fault) {
    return place(fault.getLocation());
  }

  /** Line and column of the current token. */
  static String place(JsonParser parser) {
    return place(parser.currentTokenLocation());
  }

  private static String place(JsonLocation at) {
    return at == null
        ? ""
        : String.format(Locale.ROOT, " (line %d, column %d)", at.getLineNr(), at.getColumnNr());
  }
}
