package org.melange.clip.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a small vocabulary like CLIP's (byte-level byte-pair encoding with an end-of-word mark,
 * Sennrich et al. 2016) for models that are trained from scratch, such as that of the demo.
 *
 * <p>Deterministic: the same texts in any order give the same file, byte for byte. The most
 * frequent pair is merged first, and of equal pairs the first in sort order. The vocabulary can
 * encode every text, because it contains all bytes, inside and at the end of a word.
 */
public final class BpeTrainer {

  /** All bytes, twice, and the two markers. */
  public static final int MIN_VOCABULARY = 2 * 256 + 2;

  /** How CLIP splits text into words: the {@code pre_tokenizer} of its tokenizer.json. */
  static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private static final Pattern WORD = Pattern.compile(WORDS, Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private BpeTrainer() {}

  /**
   * Trains on {@code texts} and writes a {@code tokenizer.json} that {@link ClipTokenizer} loads.
   *
   * @param vocabularySize the number of pieces, both markers included; fewer if the texts have no
   *     more pairs to merge
   * @throws IllegalArgumentException if {@code vocabularySize} is below {@link #MIN_VOCABULARY}
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void train(Iterable<String> texts, int vocabularySize, Path tokenizerJson) {
    if (vocabularySize < MIN_VOCABULARY) {
      throw new IllegalArgumentException(
          "vocabularySize "
              + vocabularySize
              + " does not hold all bytes: at least "
              + MIN_VOCABULARY);
    }
    Map<String, Integer> vocabulary = bytes();
    List<BytePair> merges = new ArrayList<>();
    PairCounts counts = new PairCounts(words(texts));
    while (vocabulary.size() < vocabularySize - 2) {
      BytePair best = counts.mostFrequent().orElse(null);
      if (best == null) {
        break;
      }
      counts.merge(best);
      merges.add(best);
      vocabulary.putIfAbsent(best.joined(), vocabulary.size());
    }
    vocabulary.put(ClipTokenizer.START, vocabulary.size());
    vocabulary.put(ClipTokenizer.END, vocabulary.size());
    write(TokenizerJson.of(vocabulary, merges), tokenizerJson);
  }

  /** The base vocabulary in CLIP's order: all bytes, then all bytes at the end of a word. */
  private static Map<String, Integer> bytes() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (String letter : ByteToUnicode.inOrder()) {
      vocabulary.put(letter, vocabulary.size());
    }
    for (String letter : ByteToUnicode.inOrder()) {
      vocabulary.put(letter + ClipTokenizer.END_OF_WORD, vocabulary.size());
    }
    return vocabulary;
  }

  /**
   * The number of occurrences of each word, as its characters. Sorted, so that the order of texts
   * does not matter.
   */
  private static Map<List<String>, Long> words(Iterable<String> texts) {
    Map<String, Long> words = new TreeMap<>();
    for (String text : texts) {
      Matcher matcher = WORD.matcher(normalize(text));
      while (matcher.find()) {
        if (!matcher.group().startsWith("<|")) {
          words.merge(matcher.group(), 1L, Long::sum);
        }
      }
    }
    Map<List<String>, Long> spelled = new LinkedHashMap<>();
    words.forEach((word, count) -> spelled.put(spell(word), count));
    return spelled;
  }

  private static String normalize(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return SPACE.matcher(composed).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  private static List<String> spell(String word) {
    List<String> letters = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      letters.add(ByteToUnicode.of(b));
    }
    int last = letters.size() - 1;
    letters.set(last, letters.get(last) + ClipTokenizer.END_OF_WORD);
    return letters;
  }

  private static void write(String json, Path file) {
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the tokenizer " + file, e);
    }
  }
}
