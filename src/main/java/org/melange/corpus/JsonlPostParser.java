package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads posts that stand one a line as JSON objects:
 *
 * <pre>{@code
 * {"post_id": "p1", "text": "Hill in Paris", "mentions": [{"text": "Hill", "start": 0, "end": 4}],
 *  "images": ["s3a://bucket/a.jpg", {"uri": "b.png"}, {"bytes": "<base64>"}], "lang": "en"}
 * }</pre>
 *
 * <p>{@code post_id} and {@code text} must be there. A mention may leave out its {@code mention_id}
 * (then it is its position), its {@code text} (then it is what the span covers) or its span; spans
 * count code points. A null field is absent, a null mention is refused. Further keys are carried
 * along. Thread-safe.
 */
public final class JsonlPostParser {

  /** A limit that leaves room for a few images in the line itself. */
  public static final int DEFAULT_MAX_CHARS = 64 * 1024 * 1024;

  private static final Set<String> KNOWN = Set.of("post_id", "text", "mentions", "images");

  private final JsonLines lines;

  /** A parser with the default limit. */
  public JsonlPostParser() {
    this(DEFAULT_MAX_CHARS);
  }

  /** A parser that refuses lines of more than {@code maxChars}. */
  public JsonlPostParser(int maxChars) {
    this.lines = new JsonLines(maxChars);
  }

  /** The post in {@code line}. */
  public ParsedPost parse(String line) {
    try {
      return parse(lines.read(line), () -> line);
    } catch (ParseException refusal) {
      return new ParsedPost.Rejected(refusal.at(Rejection.Stage.POST, line));
    }
  }

  /** The post in an object that is not read from a line, such as a row of a table. */
  public static ParsedPost parse(JsonRecord fields) {
    try {
      return parse(fields, fields::toString);
    } catch (ParseException refusal) {
      return new ParsedPost.Rejected(refusal.at(Rejection.Stage.POST, fields.toString()));
    }
  }

  /**
   * The outcome of a line that is too long to be held.
   *
   * @param beginning how the line begins
   * @param bytes how long it is
   */
  public ParsedPost tooLarge(String beginning, long bytes) {
    return new ParsedPost.Rejected(lines.tooLarge(bytes).at(Rejection.Stage.POST, beginning));
  }

  private static ParsedPost parse(JsonRecord fields, Supplier<String> record)
      throws ParseException {
    String postId = fields.identifier("post_id").orElse(null);
    String text = fields.string("text").orElse(null);
    List<Rejection> broken = new ArrayList<>();
    Optional<JsonNode> array = fields.array("mentions");
    List<RawMention> mentions =
        array.map(elements -> mentions(postId, elements, broken)).orElse(null);
    List<ImageRef> images = JsonImages.read(fields);
    String extra = fields.without(KNOWN).toString();
    ParsedPost parsed =
        PostAssembler.assemble(new RawPost(postId, text, mentions, images, extra, record));
    return parsed.fold(accepted -> withBroken(accepted, broken), rejected -> rejected);
  }

  private static ParsedPost withBroken(ParsedPost.Accepted accepted, List<Rejection> broken) {
    List<Rejection> all = new ArrayList<>(broken);
    all.addAll(accepted.rejections());
    return new ParsedPost.Accepted(accepted.post(), all);
  }

  /** One element a mention, so that positions stay; null for those that are {@code broken}. */
  private static List<RawMention> mentions(
      String postId, JsonNode elements, List<Rejection> broken) {
    List<RawMention> mentions = new ArrayList<>();
    for (int position = 0; position < elements.size(); position++) {
      JsonNode element = elements.get(position);
      try {
        mentions.add(mention(JsonRecord.of(element, "a mention")));
      } catch (ParseException refusal) {
        mentions.add(null);
        String record = MentionRecord.of(postId, element, position);
        broken.add(refusal.at(Rejection.Stage.MENTION, record));
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

  /** No text is long enough for the difference to matter. */
  private static Integer toInt(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }
}
