package org.melange.clip.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CLIP's byte-pair tokenizer, read from a Hugging Face {@code tokenizer.json}. Text becomes {@code
 * start, pieces…, end}, cut so that the end marker is always there, and filled up with the end
 * marker to a fixed length, as CLIP's text tower expects (Radford et al. 2021, section 2.4, and
 * {@code CLIPTokenizerFast} with {@code truncation=True, padding="max_length"}).
 *
 * <p>The strings {@code <|startoftext|>} and {@code <|endoftext|>} inside a text become the markers
 * themselves, as in the published tokenizer. Since CLIP pools at the <em>first</em> end marker, a
 * post that holds that string hides what follows it from its own text vector, and nobody else's.
 *
 * <p>Thread-safe: the native tokenizer is only read after it was loaded. Closing while another
 * thread encodes is not allowed. Nothing is fetched when DJL's property {@code ai.djl.offline} is
 * set.
 */
public final class ClipTokenizer implements AutoCloseable {

  /** Stands before every text. */
  public static final String START = "<|startoftext|>";

  /** Stands behind every text and fills it up. */
  public static final String END = "<|endoftext|>";

  /** How the last piece of a word ends in the vocabulary. */
  static final String END_OF_WORD = "</w>";

  /** More chars than a token of running text has, so that one prefix nearly always suffices. */
  private static final int CHARS_PER_TOKEN = 10;

  private static final char IDEOGRAPHIC_SPACE = '\u3000';

  private final HuggingFaceTokenizer pieces;
  private final int maxLength;
  private final int vocabularySize;
  private final long startId;
  private final long endId;

  private ClipTokenizer(HuggingFaceTokenizer pieces, int maxLength, Map<String, Integer> ids) {
    this.pieces = pieces;
    this.maxLength = maxLength;
    this.vocabularySize = ids.values().stream().mapToInt(id -> id + 1).max().orElseThrow();
    this.startId = ids.get(START);
    this.endId = ids.get(END);
  }

  /**
   * Loads a tokenizer.
   *
   * @param tokenizerJson a Hugging Face {@code tokenizer.json} with both markers in its vocabulary
   * @param maxLength ids of every encoded text, at least 3
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is no tokenizer, lacks a marker, or {@code maxLength} is
   *     too small
   */
  public static ClipTokenizer load(Path tokenizerJson, int maxLength) {
    if (maxLength < 3) {
      throw new IllegalArgumentException(
          "maxLength " + maxLength + " leaves no room between the markers; give at least 3");
    }
    byte[] json;
    try {
      json = Files.readAllBytes(tokenizerJson);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the tokenizer " + tokenizerJson, e);
    }
    Map<String, Integer> ids = vocabulary(json, tokenizerJson);
    for (String marker : List.of(START, END)) {
      if (!ids.containsKey(marker)) {
        throw new IllegalArgumentException(
            tokenizerJson + " has no " + marker + " in its vocabulary; it is not CLIP's tokenizer");
      }
    }
    return new ClipTokenizer(open(json, tokenizerJson, maxLength), maxLength, ids);
  }

  /**
   * Encodes one text.
   *
   * @return {@code maxLength} ids; unpaired surrogates count as U+FFFD
   */
  public Encoded encode(String text) {
    return encode(text, CHARS_PER_TOKEN * maxLength);
  }

  /**
   * Encodes one text of which no more than needed is tokenized: a prefix of about {@code chars}
   * chars first, and one of twice the length while that gives too few ids.
   */
  Encoded encode(String text, int chars) {
    int end = prefix(text, chars);
    long[] found = ids(text, end);
    while (found.length < maxLength - 2 && end < text.length()) {
      end = prefix(text, 2L * end);
      found = ids(text, end);
    }
    int kept = Math.min(found.length, maxLength - 2);
    long[] ids = new long[maxLength];
    Arrays.fill(ids, endId);
    ids[0] = startId;
    System.arraycopy(found, 0, ids, 1, kept);
    return new Encoded(ids, kept + 2);
  }

  private long[] ids(String text, int end) {
    return pieces.encode(wellFormed(text.substring(0, end)), false, false).getIds();
  }

  /**
   * The end of a prefix of {@code chars} chars or somewhat more whose ids are the first ids of the
   * whole text. Such a prefix ends before white space: white space is never part of a piece and
   * never composes with the character before it.
   */
  private static int prefix(String text, long chars) {
    int end = (int) Math.min(text.length(), chars);
    while (end < text.length() && !isBlank(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == IDEOGRAPHIC_SPACE;
  }

  /**
   * Encodes texts one by one, in order. DJL's own batch call would spread over all cores of the
   * machine, which on an executor belong to other tasks.
   */
  public List<Encoded> encode(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  /** The normalised text behind ids: markers left out, one space behind each word. */
  public String decode(long[] ids) {
    return pieces.decode(ids, true).replace(END_OF_WORD, " ").strip();
  }

  /** One more than the largest id: rows of the token embedding. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The id of {@link #START}. */
  public long startId() {
    return startId;
  }

  /** The id of {@link #END}. */
  public long endId() {
    return endId;
  }

  /** The length of every encoded text. */
  public int maxLength() {
    return maxLength;
  }

  /** Frees the native tokenizer. */
  @Override
  public void close() {
    pieces.close();
  }

  /**
   * An encoded text.
   *
   * @param ids all ids, filled up with the end marker; not copied, not to be changed
   * @param length ids that belong to the text, both markers included
   */
  @SuppressWarnings("ArrayRecordComponent") // one per text on its way into a tensor; never compared
  public record Encoded(long[] ids, int length) {}

  private static HuggingFaceTokenizer open(byte[] json, Path source, int maxLength) {
    // Cut natively, so that a very long post does not cross into Java piece by piece. The markers
    // are added here: DJL takes the length limit with or without them depending on its options.
    String limit = Integer.toString(maxLength - 2);
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", "false",
            "padding", "false",
            "truncation", "true",
            "maxLength", limit,
            "modelMaxLength", limit);
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(source + " is not a tokenizer: " + e.getMessage(), e);
    }
  }

  private static Map<String, Integer> vocabulary(byte[] json, Path source) {
    try {
      JsonObject root =
          JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      Map<String, Integer> ids = new HashMap<>();
      root.getAsJsonObject("model")
          .getAsJsonObject("vocab")
          .asMap()
          .forEach((piece, id) -> ids.put(piece, id.getAsInt()));
      for (JsonElement added : root.getAsJsonArray("added_tokens")) {
        JsonObject token = added.getAsJsonObject();
        ids.put(token.get("content").getAsString(), token.get("id").getAsInt());
      }
      return ids;
    } catch (JsonParseException
        | ClassCastException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new IllegalArgumentException(
          source + " is not a tokenizer.json with model.vocab and added_tokens", e);
    }
  }

  private static String wellFormed(String text) {
    // The native side knows UTF-8 only, in which half a surrogate pair does not exist.
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE);
      }
    }
    return text;
  }
}
