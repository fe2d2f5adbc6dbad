package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.enrich.budget.TokenEstimate;
import org.melange.enrich.chat.ChatRequest;

/**
 * The prompt of a question: a text with a {@code [system]} and a {@code [user]} part, and the
 * placeholders {@code {{mention}}}, {@code {{text}}} and {@code {{choices}}}.
 *
 * <p>The content of posts is data, never an instruction. It is inserted as JSON strings in a single
 * pass, so that it can neither end its string nor introduce a placeholder. Angle and square
 * brackets are escaped, too, so that no model interprets them as control tokens. Immutable,
 * thread-safe.
 */
public final class PromptTemplate {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)\\}\\}");
  private static final Pattern PARTS =
      Pattern.compile(
          "\\A\\uFEFF?(?:#[^\\n]*\\n|\\s*\\n)*\\[system\\]\\n(.*\\n)?\\[user\\]\\n(.*)\\z",
          Pattern.DOTALL);
  private static final Set<String> NAMES = Set.of("mention", "text", "choices");
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.getFactory().setCharacterEscapes(new EscapedBrackets());
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
   * Parses a template. Lines before the first part that start with {@code #} are comments.
   *
   * @throws IllegalArgumentException if it is invalid, with the reason
   */
  public static PromptTemplate parse(String file) {
    Matcher parts = PARTS.matcher(file.replace("\r\n", "\n"));
    if (!parts.matches()) {
      throw new IllegalArgumentException("must have a line [system] and, after it, a line [user]");
    }
    String system = parts.group(1) == null ? "" : parts.group(1).strip();
    String user = parts.group(2).strip();
    PLACEHOLDER
        .matcher(system + user)
        .results()
        .map(place -> place.group(1))
        .filter(name -> !NAMES.contains(name))
        .findFirst()
        .ifPresent(
            place -> {
              throw new IllegalArgumentException(
                  "{{" + place + "}} is unknown: there are {{mention}}, {{text}}, {{choices}}");
            });
    for (String place : NAMES.stream().sorted().toList()) {
      if (!user.contains("{{" + place + "}}")) {
        throw new IllegalArgumentException("the part [user] lacks {{" + place + "}}");
      }
    }
    return new PromptTemplate(system, user, ShortSha256.of(system, user));
  }

  /** The hash of the template. */
  public String version() {
    return version;
  }

  /**
   * The request for a question.
   *
   * @param maxAnswerTokens length at which the answer is truncated
   */
  public ChatRequest request(Question question, int maxAnswerTokens) {
    String system = system(question);
    String user = user(question);
    String schema = ChoiceSchema.schema(question.choices().size());
    return new ChatRequest(
        system, user, schema, maxAnswerTokens, TokenEstimate.of(system, user, schema));
  }

  /** The instructions to the model. */
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
    return PLACEHOLDER
        .matcher(template)
        .replaceAll((MatchResult place) -> Matcher.quoteReplacement(values.get(place.group(1))));
  }

  /** The choices as JSON, each with its label. */
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
      throw new IllegalStateException("strings and lists of strings can always be encoded", e);
    }
  }

  /** Escapes the brackets that models use in control tokens. */
  private static final class EscapedBrackets extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

    EscapedBrackets() {
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
