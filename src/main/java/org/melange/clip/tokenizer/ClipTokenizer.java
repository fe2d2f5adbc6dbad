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
 * CLIP's byte-pair tokenizer, read from a Hugging Face {@code tokenizer.json}. A text becomes
 * {@code start, pieces…, end}, truncated so that it ends with the end marker, and padded with the
 * end marker to a fixed length (arXiv 2103.00020, section 2.4; {@code CLIPTokenizerFast} with
 * {@code truncation=True, padding="max_length"}).
 *
 * <p>The strings {@code <|startoftext|>} and {@code <|endoftext|>} inside a text become the
 * markers, as in the published tokenizer. CLIP pools at the <em>first</em> end marker, so a text
 * with that string is encoded only up to it. Other texts are not affected.
 *
 * <p>Thread-safe, except that {@link #close} must not run while another thread encodes. Nothing is
 * downloaded if DJL's property {@code ai.djl.offline} is set.
 */
public final class ClipTokenizer implements AutoCloseable {

  /** The start marker, before every text. */
  public static final String START = "<|startoftext|>";

  /** The end marker, after every text and as padding. */
  public static final String END = "<|endoftext|>";

  /** The suffix of the last piece of a word in the vocabulary. */
  static final String END_OF_WORD = "</w>";

  /** More chars than most tokens have, so that one prefix is nearly always enough. */
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
   * @param maxLength the number of ids of every encoded text, at least 3
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is not a tokenizer, lacks a marker, or {@code maxLength}
   *     is too small
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
   * @return {@code maxLength} ids; unpaired surrogates are replaced by U+FFFD
   */
  public Encoded encode(String text) {
    return encode(text, CHARS_PER_TOKEN * maxLength);
  }

  /**
   * Encodes one text but tokenizes no more of it than needed: first a prefix of about {@code chars}
   * chars, then prefixes of twice the length while there are too few ids.
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
   * The end of a prefix of at least {@code chars} chars whose ids are the first ids of the complete
   * text. Such a prefix ends before white space, which is never part of a piece and never composes
   * with the character before it.
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
   * Encodes texts one by one, in order. The batch call of DJL would use all cores of the machine,
   * also those of other tasks of an executor.
   */
  public List<Encoded> encode(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  /** The normalized text of ids, without markers and with a space after each word. */
  public String decode(long[] ids) {
    return pieces.decode(ids, true).replace(END_OF_WORD, " ").strip();
  }

  /** The largest id plus one: the number of rows of the token embedding. */
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
   * @param ids all ids, padded with the end marker; not copied, must not be modified
   * @param length the number of ids of the text, both markers included
   */
  @SuppressWarnings("ArrayRecordComponent") // in flight to a tensor; never compared
  public record Encoded(long[] ids, int length) {}

  private static HuggingFaceTokenizer open(byte[] json, Path source, int maxLength) {
    // Truncated natively, so that the ids of a very long post are not copied to Java.
    // Markers are added here, because their share of the length limit depends on options of DJL.
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
    // The native tokenizer takes UTF-8, which cannot encode an unpaired surrogate.
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE);
      }
    }
    return text;
  }
}
