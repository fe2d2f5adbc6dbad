package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.enrich.question.ChoiceSchema.Choice;

/**
 * Parses answers of models that ignore the JSON schema: a JSON object within other text (a code
 * fence, an explanation, {@code <think>} blocks), a number instead of a string, additional fields,
 * or only the label. An answer with two different choices is malformed.
 */
final class LenientAnswers {

  /** Longer answers are not searched for JSON objects. */
  private static final int MAX_CHARS = 1 << 16;

  private static final String THOUGHT_START = "<think";
  private static final Pattern THOUGHT_END = Pattern.compile("</think(ing)?>");
  private static final Pattern FENCE =
      Pattern.compile("\\A```\\w*\\s*(.*?)\\s*```\\z", Pattern.DOTALL);

  /** A label with the punctuation that models put around it. */
  private static final Pattern LABEL =
      Pattern.compile("[\\s\"'`*(\\[]*(\\d{1,9}|none)[\\s\"'`*)\\].]*", Pattern.CASE_INSENSITIVE);

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private LenientAnswers() {}

  /** The choice of an answer; empty if it has none or several. */
  static Optional<Choice> parse(String answer, int choices) {
    String said = withoutThoughts(answer).strip();
    Matcher fence = FENCE.matcher(said);
    Optional<Choice> bare = label(fence.matches() ? fence.group(1) : said, choices);
    return bare.isPresent() ? bare : inObjects(said, choices);
  }

  /** The text after the last thinking block; empty if a block has no end. */
  private static String withoutThoughts(String answer) {
    int end = 0;
    Matcher ends = THOUGHT_END.matcher(answer);
    while (ends.find()) {
      end = ends.end();
    }
    String rest = answer.substring(end);
    return rest.contains(THOUGHT_START) ? "" : rest;
  }

  private static Optional<Choice> label(String text, int choices) {
    Matcher label = LABEL.matcher(text);
    return label.matches()
        ? ChoiceSchema.choice(label.group(1).toLowerCase(Locale.ROOT), choices)
        : Optional.empty();
  }

  /** The choice in the JSON objects of a text that have the field {@link ChoiceSchema#MEMBER}. */
  private static Optional<Choice> inObjects(String text, int choices) {
    Set<Optional<Choice>> found = new HashSet<>();
    char[] chars = text.toCharArray();
    int at = chars.length > MAX_CHARS ? -1 : text.indexOf('{');
    while (at >= 0) {
      int end = at + 1;
      try (JsonParser parser = JSON.createParser(chars, at, chars.length - at)) {
        long start = parser.currentLocation().getCharOffset();
        JsonNode object = JSON.readTree(parser);
        if (object.has(ChoiceSchema.MEMBER)) {
          found.add(choice(object.get(ChoiceSchema.MEMBER), choices));
          end = at + (int) (parser.currentLocation().getCharOffset() - start);
        }
      } catch (IOException e) {
        // Not a JSON object; another one may follow.
      }
      at = text.indexOf('{', end);
    }
    return found.size() == 1 ? found.iterator().next() : Optional.empty();
  }

  private static Optional<Choice> choice(JsonNode value, int choices) {
    if (value.isIntegralNumber() || value.isTextual()) {
      return label(value.asText(), choices);
    }
    return Optional.empty();
  }
}
