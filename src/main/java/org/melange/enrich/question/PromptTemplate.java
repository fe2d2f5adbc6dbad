package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.enrich.budget.TokenEstimate;
import org.melange.enrich.chat.ChatRequest;

/**
 * How a question is put to a language model: a text with a part under {@code [system]} and one
 * under {@code [user]}, and the places {@code {{mention}}}, {@code {{text}}} and {@code
 * {{choices}}}.
 *
 * <p>What posts say is data. It goes in as JSON strings, in one pass, so that it can neither leave
 * its quotes nor bring a place of its own; angle and square brackets are escaped, too, so that no
 * model takes a part of it for one of the marks that begin and end turns. Immutable, thread-safe.
 */
public final class PromptTemplate {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)\\}\\}");
  private static final Pattern PARTS =
      Pattern.compile(
          "\\A\\uFEFF?(?:#[^\\n]*\\n|\\s*\\n)*\\[system\\]\\n(.*\\n)?\\[user\\]\\n(.*)\\z",
          Pattern.DOTALL);
  private static final java.util.Set<String> PLACES =
      java.util.Set.of("mention", "text", "choices");
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.getFactory().setCharacterEscapes(new NoTurns());
  }

  private final String system;
  private final String user;
  private final String version;

  private PromptTemplate(String system, String user, String version) {
    this.system = system;
    this.user = user;
    this.version = version;
  }

  /**
   * Reads a template; lines before the first part that begin with {@code #} are remarks.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static PromptTemplate parse(String file) {
    Matcher parts = PARTS.matcher(file.replace("\r\n", "\n"));
    if (!parts.matches()) {
      throw new IllegalArgumentException("must have a line [system] and, after it, a line [user]");
    }
    String system = parts.group(1) == null ? "" : parts.group(1).strip();
    String user = parts.group(2).strip();
    PLACE
        .matcher(system + user)
        .results()
        .map(place -> place.group(1))
        .filter(place -> !PLACES.contains(place))
        .findFirst()
        .ifPresent(
            place -> {
              throw new IllegalArgumentException(
                  "{{" + place + "}} is unknown: there are {{mention}}, {{text}}, {{choices}}");
            });
    for (String place : PLACES.stream().sorted().toList()) {
      if (!user.contains("{{" + place + "}}")) {
        throw new IllegalArgumentException("the part [user] lacks {{" + place + "}}");
      }
    }
    return new PromptTemplate(system, user, ShortSha256.of(system, user));
  }

  /** Identifies the wording: equal versions ask alike. */
  public String version() {
    return version;
  }

  /**
   * What is sent for a question.
   *
   * @param maxAnswerTokens where the answer is cut
   */
  public ChatRequest request(Question question, int maxAnswerTokens) {
    String system = system(question);
    String user = user(question);
    String schema = ChoiceSchema.schema(question.choices().size());
    return new ChatRequest(
        system, user, schema, maxAnswerTokens, TokenEstimate.of(system, user, schema));
  }

  /** What the model is told to do. */
  String system(Question question) {
    return fill(system, question);
  }

  /** The question itself. */
  String user(Question question) {
    return fill(user, question);
  }

  private static String fill(String template, Question question) {
    Map<String, String> values =
        Map.of(
            "mention", json(question.mention()),
            "text", json(question.text()),
            "choices", choices(question));
    return PLACE
        .matcher(template)
        .replaceAll((MatchResult place) -> Matcher.quoteReplacement(values.get(place.group(1))));
  }

  /** One line a choice, each with the number that stands for it in the answer. */
  private static String choices(Question question) {
    ArrayNode list = JSON.createArrayNode();
    for (int i = 0; i < question.choices().size(); i++) {
      list.addObject()
          .put("choice", ChoiceSchema.label(i))
          .put("description", question.choices().get(i));
    }
    return json(list);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and lists of texts are always JSON", e);
    }
  }

  /** JSON without the brackets that models use as marks: they are written as escapes. */
  private static final class NoTurns extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

    NoTurns() {
      for (char bracket : new char[] {'<', '>', '[', ']'}) {
        escapes[bracket] = CharacterEscapes.ESCAPE_CUSTOM;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return new SerializedString(String.format(Locale.ROOT, "\\u%04x", character));
    }
  }
}
