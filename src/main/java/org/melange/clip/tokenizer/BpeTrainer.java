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
 * Trains a small vocabulary of CLIP's kind (byte-level byte-pair encoding, Sennrich et al. 2016,
 * with an end-of-word mark) for models that are made from scratch, such as that of the demo.
 *
 * <p>Deterministic: the same texts in any order give the same file, byte for byte. Frequent pairs
 * are merged first, ties go to the pair that sorts first. Every text can be written in the outcome,
 * for all bytes are in it, inside and at the end of a word.
 */
public final class BpeTrainer {

  /** All bytes, twice, and the two markers. */
  public static final int MIN_VOCABULARY = 2 * 256 + 2;

  /** How CLIP parts text into words, see the {@code pre_tokenizer} of its tokenizer.json. */
  static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private static final Pattern WORD = Pattern.compile(WORDS, Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private BpeTrainer() {}

  /**
   * Trains on {@code texts} and writes a {@code tokenizer.json} that {@link ClipTokenizer} loads.
   *
   * @param vocabularySize pieces wanted, both markers included; there are fewer if the texts run
   *     out of pairs to merge
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

  /** The base vocabulary in CLIP's order: every byte, then every byte at the end of a word. */
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

  /** How often each word occurs, as its letters; sorted, for the order of the texts is not ours. */
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
