package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parses posts in JSON Lines, one object per line:
 *
 * <pre>{@code
 * {"post_id": "p1", "text": "Hill in Paris", "mentions": [{"text": "Hill", "start": 0, "end": 4}],
 *  "images": ["s3a://bucket/a.jpg", {"uri": "b.png"}, {"bytes": "<base64>"}], "lang": "en"}
 * }</pre>
 *
 * <p>{@code post_id} and {@code text} are required. In a mention, {@code mention_id} defaults to
 * its position and {@code text} to the text of the span; the span is optional. Spans count code
 * points. A null field is absent, a null mention is rejected. A record with {@code "deleted": true}
 * deletes the post and needs no text. Further keys are kept. Thread-safe.
 */
public final class JsonlPostParser {

  /** The default limit, which leaves room for a few images in the line. */
  public static final int DEFAULT_MAX_CHARS = 64 * 1024 * 1024;

  private static final Set<String> KNOWN = Set.of("post_id", "text", "mentions", "images");

  private final JsonLines lines;
  private final Map<String, String> columns;

  /** A parser with the default limit. */
  public JsonlPostParser() {
    this(DEFAULT_MAX_CHARS);
  }

  /** A parser that rejects lines of more than {@code maxChars}. */
  public JsonlPostParser(int maxChars) {
    this(maxChars, Map.of());
  }

  /**
   * A parser that adds fields to every object that lacks them.
   *
   * @param columns such as those in the names of directories
   */
  public JsonlPostParser(int maxChars, Map<String, String> columns) {
    this.lines = new JsonLines(maxChars);
    this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns)); // keeps the order
  }

  /** Parses the post in {@code line}. */
  public ParsedPost parse(String line) {
    try {
      return parse(lines.read(line).withAbsent(columns), () -> line);
    } catch (ParseException e) {
      return new ParsedPost.Rejected(e.at(Rejection.Stage.POST, line));
    }
  }

  /** Parses the post in an object, such as a row of a table. */
  public static ParsedPost parse(JsonRecord fields) {
    try {
      return parse(fields, fields::toString);
    } catch (ParseException e) {
      return new ParsedPost.Rejected(e.at(Rejection.Stage.POST, fields.toString()));
    }
  }

  /**
   * The outcome for a line that is too long to be read.
   *
   * @param beginning the beginning of the line
   * @param bytes the length of the line
   */
  public ParsedPost tooLarge(String beginning, long bytes) {
    return new ParsedPost.Rejected(lines.tooLarge(bytes).at(Rejection.Stage.POST, beginning));
  }

  private static ParsedPost parse(JsonRecord fields, Supplier<String> record)
      throws ParseException {
    String postId = fields.identifier("post_id").orElse(null);
    try {
      return parse(postId, fields, record);
    } catch (ParseException e) {
      return new ParsedPost.Rejected(
          e.at(Rejection.Stage.POST, record.get()), PostAssembler.validId(postId));
    }
  }

  private static ParsedPost parse(String postId, JsonRecord fields, Supplier<String> record)
      throws ParseException {
    boolean deleted = fields.bool("deleted").orElse(false);
    String extra = fields.without(KNOWN).toString();
    if (deleted) {
      return PostAssembler.assemble(
          new RawPost(postId, null, null, List.of(), true, extra, record));
    }
    String text = fields.string("text").orElse(null);
    List<Rejection> broken = new ArrayList<>();
    Optional<JsonNode> array = fields.array("mentions");
    List<RawMention> mentions =
        array.map(elements -> mentions(postId, elements, broken)).orElse(null);
    List<ImageRef> images = JsonImages.read(fields);
    ParsedPost parsed =
        PostAssembler.assemble(new RawPost(postId, text, mentions, images, false, extra, record));
    return parsed.fold(
        accepted -> withBroken(accepted, broken), gone -> gone, rejected -> rejected);
  }

  private static ParsedPost withBroken(ParsedPost.Accepted accepted, List<Rejection> broken) {
    List<Rejection> all = new ArrayList<>(broken);
    all.addAll(accepted.rejections());
    return new ParsedPost.Accepted(accepted.post(), all);
  }

  /** One element per mention, so that positions are kept; null for those in {@code broken}. */
  private static List<RawMention> mentions(
      String postId, JsonNode elements, List<Rejection> broken) {
    List<RawMention> mentions = new ArrayList<>();
    for (int position = 0; position < elements.size(); position++) {
      JsonNode element = elements.get(position);
      try {
        mentions.add(mention(JsonRecord.of(element, "a mention")));
      } catch (ParseException e) {
        mentions.add(null);
        String record = MentionRecord.of(postId, element, position);
        broken.add(e.at(Rejection.Stage.MENTION, record));
      }
    }
    return mentions;
  }

  private static RawMention mention(JsonRecord fields) throws ParseException {
    return new RawMention(
        fields.identifier("mention_id").orElse(null),
        fields.string("text").orElse(null),
        fields.integer("start").map(JsonlPostParser::toInt).orElse(null),
        fields.integer("end").map(JsonlPostParser::toInt).orElse(null));
  }

  /** Clamps to {@code int}; no text is that long. */
  private static Integer toInt(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }
}
