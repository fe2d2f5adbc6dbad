package org.melange.job.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Entities whose names collide as those of people do: given names and surnames of syllables, drawn
 * by Zipf's law. Every second entity has an alias. The same numbers give the same entities.
 */
final class SyntheticEntities {

  private static final String[] SYLLABLES = {
    "ka", "to", "ri", "mo", "ne", "sa", "ar", "el", "va", "lu", "ber", "son", "mi", "han", "dro",
    "ste", "wil", "ing", "ol", "fen", "gra", "ty", "que", "zor"
  };

  private static final int GIVEN = 20_000;
  private static final int SURNAMES = 2_000_000;
  private static final String[] KINDS = {"river", "village", "footballer", "song", "company"};

  private final Random random;

  SyntheticEntities(long seed) {
    this.random = new Random(seed);
  }

  /** A name as a mention or a label has it. */
  String name() {
    return capitalized(word(zipf(GIVEN), 2)) + " " + capitalized(word(zipf(SURNAMES), 3));
  }

  /** Writes entities as JSON Lines. */
  void write(Path file, int count) {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int i = 1; i <= count; i++) {
        out.write(entity(i));
        out.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private String entity(int i) {
    String alias = i % 2 == 0 ? "\"" + name() + "\"" : "";
    return String.format(
        Locale.ROOT,
        "{\"qid\":\"Q%d\",\"label\":\"%s\",\"aliases\":[%s],\"description\":\"%s in %s\","
            + "\"popularity\":%d}",
        i,
        name(),
        alias,
        KINDS[random.nextInt(KINDS.length)],
        capitalized(word(zipf(GIVEN), 2)),
        zipf(300) - 1);
  }

  /** A number from 1 to {@code most}, whose frequency is inverse to it, nearly. */
  private int zipf(int most) {
    return (int) Math.exp(random.nextDouble() * Math.log(most + 1.0));
  }

  private static String word(int number, int fewest) {
    StringBuilder word = new StringBuilder();
    int rest = number;
    for (int i = 0; i < fewest || rest > 0; i++) {
      word.append(SYLLABLES[rest % SYLLABLES.length]);
      rest /= SYLLABLES.length;
    }
    return word.toString();
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
