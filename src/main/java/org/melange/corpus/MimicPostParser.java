package org.melange.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads posts in the layout of MIMIC's data sets, one JSON array of
 *
 * <pre>{@code
 * {"id": "61-0", "sentence": "The 24 hour McDonalds at Mooloolaba", "imgPath": "mention_63.jpg",
 *  "mentions": "McDonalds", "entities": "McDonald's", "answer": "Q38076", "desc": "fast food"}
 * }</pre>
 *
 * <p>Each element is a post with one mention, {@value #MENTION_ID}. The mention's span is its first
 * occurrence in the sentence between word boundaries, else its first occurrence, else unknown.
 * {@code desc}, unless empty, is a description of what is meant, as the language model of the
 * paper's authors chose it; it is kept as {@value #GIVEN_DESCRIPTION}. {@code entities}, {@code
 * answer} and further keys are kept.
 */
public final class MimicPostParser {

  /** The identifier of the one mention of each post. */
  public static final String MENTION_ID = "0";

  /** The further key with the description that the source has of a mention. */
  public static final String GIVEN_DESCRIPTION = "given_description";

  private static final Set<String> KNOWN = Set.of("id", "sentence", "imgPath", "mentions", "desc");

  private static final ObjectMapper JSON = new ObjectMapper();

  private MimicPostParser() {}

  /**
   * The file that the released code reads for an {@code imgPath}: {@code .jpg} in place of what
   * follows the first dot of its last part.
   */
  public static String releasedImage(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', name);
    return (dot < 0 ? path : path.substring(0, dot)) + ".jpg";
  }

  /**
   * The description that a post came with.
   *
   * @param extra the post's further keys, a JSON object
   */
  public static Optional<String> givenDescription(String extra) {
    if (extra == null || !extra.contains(GIVEN_DESCRIPTION)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(extra).path(GIVEN_DESCRIPTION).textValue());
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /**
   * The posts in {@code input}, read lazily.
   *
   * @throws org.melange.corpus.DamagedInputException if the input is not a JSON array; the iterator
   *     throws it where the array is truncated or malformed
   * @throws java.io.UncheckedIOException if the input cannot be read
   */
  public static Iterator<ParsedPost> parse(InputStream input) {
    return new JsonArrayElements<>(input, MimicPostParser::parse);
  }

  private static ParsedPost parse(JsonNode element) {
    try {
      return PostAssembler.assemble(raw(JsonRecord.of(element, "an element of the array")));
    } catch (ParseException e) {
      return new ParsedPost.Rejected(e.at(Rejection.Stage.POST, element.toString()));
    }
  }

  private static RawPost raw(JsonRecord fields) throws ParseException {
    Optional<String> sentence = fields.string("sentence");
    Optional<String> name = fields.string("mentions").map(PercentDecoding::decode);
    return new RawPost(
        fields.identifier("id").orElse(null),
        sentence.orElse(null),
        List.of(mention(UnicodeText.of(sentence.orElse("")), UnicodeText.of(name.orElse("")))),
        image(fields.string("imgPath").orElse("")),
        false,
        extra(fields),
        fields::toString);
  }

  private static String extra(JsonRecord fields) throws ParseException {
    ObjectNode extra = fields.without(KNOWN);
    fields
        .string("desc")
        .filter(description -> !description.isBlank())
        .ifPresent(description -> extra.put(GIVEN_DESCRIPTION, description));
    return extra.toString();
  }

  private static RawMention mention(String sentence, String name) {
    int at = name.isEmpty() ? -1 : WordBoundaries.find(sentence, name);
    if (at < 0) {
      return new RawMention(MENTION_ID, name, null, null);
    }
    int start = sentence.codePointCount(0, at);
    return new RawMention(MENTION_ID, name, start, start + name.codePointCount(0, name.length()));
  }

  private static List<ImageRef> image(String path) {
    return path.isBlank() ? List.of() : List.of(new ImageRef.Uri(UnicodeText.of(path)));
  }
}
