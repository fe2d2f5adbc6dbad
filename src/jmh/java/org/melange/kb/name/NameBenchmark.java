package org.melange.kb.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Normalisation of names in several scripts, in nanoseconds per name. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NameBenchmark {

  private static final int NAMES = 1_000;

  /** The words that names are made of. */
  public enum Words {
    /** English. */
    ASCII("Jonah", "Hill", "United", "Nations", "High", "Commissioner", "O'Neill", "U.S."),
    /** Latin with diacritics. */
    LATIN("São", "Paulo", "Łódź", "Đà", "Nẵng", "Straße", "Zürich", "Côte"),
    /** Cyrillic and Greek. */
    CYRILLIC("Сергей", "Королёв", "Москва", "Йошкар-Ола", "Αθήνα", "Οδυσσεύς", "Київ", "Минск"),
    /** Chinese, Japanese and Korean. */
    CJK("北京", "東京", "サンパウロ", "ﾄﾖﾀﾞ", "서울", "上海大学", "新潟", "부산"),
    /** Indic and Thai, with vowel signs. */
    INDIC("दिल्ली", "मुंबई", "กรุงเทพฯ", "เชียงใหม่", "কলকাতা", "சென்னை", "ಬೆಂಗಳೂರು", "ലക്ഷദ്വീപ്");

    private final List<String> list;

    Words(String... list) {
      this.list = List.of(list);
    }
  }

  @Param Words words;

  private final List<String> names = new ArrayList<>();

  /** Makes names of one to four words. */
  @Setup
  public void setUp() {
    Random random = new Random(43);
    for (int i = 0; i < NAMES; i++) {
      StringBuilder name = new StringBuilder();
      for (int word = random.nextInt(4); word >= 0; word--) {
        name.append(words.list.get(random.nextInt(words.list.size()))).append(' ');
      }
      names.add(name.toString().strip());
    }
  }

  /** The normalised form. */
  @Benchmark
  @OperationsPerInvocation(NAMES)
  public int normalize() {
    int length = 0;
    for (String name : names) {
      length += NameNormalizer.normalize(name).length();
    }
    return length;
  }

  /** The folded form. */
  @Benchmark
  @OperationsPerInvocation(NAMES)
  public int fold() {
    int length = 0;
    for (String name : names) {
      length += NameNormalizer.fold(name).length();
    }
    return length;
  }
}
