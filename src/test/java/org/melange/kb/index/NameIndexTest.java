package org.melange.kb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.MentionFinder;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameNormalizer;
import org.melange.kb.name.Postings;

/** The index in files against {@link PlainNames}. */
class NameIndexTest {

  private static final String[] PIECES = {
    "ka", "to", "ri", " ", " ", "-", "é", "ø", "北京", "서울", "에서", "𠮷", "'", ".", "99", "york",
    "new "
  };

  private static final MentionFinder.Settings ALL =
      new MentionFinder.Settings(1, 1, true, Set.of(), false);

  @Test
  void givesTheSameCandidatesAndMentionsWhateverTheRangesAndTheOrder() {
    Random random = new Random(43);
    for (int round = 0; round < 40; round++) {
      List<Name> names = names(random, 1 + random.nextInt(80));
      PlainNames plain = new PlainNames(names);
      Collections.shuffle(names, random);
      NameIndex index = index(names, 1 + random.nextInt(5), random);
      assertThat(index.size()).isEqualTo(plain.size());
      for (int query = 0; query < 20; query++) {
        String text =
            random.nextBoolean() ? phrase(random) : names.get(random.nextInt(names.size())).name();
        assertThat(new CandidateIndex(index).candidates(text, 10))
            .as("%s among %s", text, names)
            .isEqualTo(new CandidateIndex(plain).candidates(text, 10));
        String longer = text + phrase(random) + " " + text;
        assertThat(new MentionFinder(index, ALL).find(longer))
            .as("%s among %s", longer, names)
            .isEqualTo(new MentionFinder(plain, ALL).find(longer));
      }
    }
  }

  @Test
  void readsTheBestKnownNamesOfALongListOnly() {
    int many = Postings.MOST * 3 / 2;
    List<Name> names = new ArrayList<>();
    for (int i = 1; i <= many; i++) {
      names.add(new Name("same " + i, "Q" + i, Name.Kind.LABEL, i % 97 == 0 ? 1 : 0.5));
    }
    NameIndex index = index(names, 4, new Random(43));
    PlainNames plain = new PlainNames(names);
    assertThat(new CandidateIndex(index).candidates("same thing", 100))
        .isEqualTo(new CandidateIndex(plain).candidates("same thing", 100));
    long word = org.melange.kb.name.NameFeature.WORD.of("same")[0];
    Postings postings = index.postings(org.melange.kb.name.NameFeature.WORD, word);
    int[] numbers = new int[Postings.MOST];
    assertThat(postings.frequency()).isEqualTo(many);
    assertThat(postings.read(many, numbers, 0)).isEqualTo(Postings.MOST);
    assertThat(numbers).isEqualTo(IntStream.range(0, Postings.MOST).toArray());
  }

  @Test
  void hasNothingWithoutNames() {
    NameIndex index = NameIndexBuilder.of(List.of());
    assertThat(new CandidateIndex(index).candidates("Paris", 3)).isEmpty();
    assertThat(new MentionFinder(index, ALL).find("Paris")).isEmpty();
  }

  @Test
  void refusesAnIndexWithoutOneOfItsFiles() {
    List<SectionReader> files = readers(NameIndexBuilder.files(names(new Random(43), 50), 3));
    List<SectionReader> without =
        files.stream()
            .filter(
                file ->
                    !file.type().equals(NumberedNamesWriter.TYPE)
                        || file.number(NumberedNamesWriter.RANGE) != 1)
            .toList();
    assertThatThrownBy(() -> new NameIndex(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("range 1 are missing");
  }

  @Test
  void refusesFilesThatAreTruncatedOrOfAnotherFormat() {
    byte[] file = NameIndexBuilder.files(names(new Random(43), 20), 1).get(0);
    for (int length = 0; length < file.length; length += 7) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> new SectionReader(ByteBuffer.wrap(truncated)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static NameIndex index(List<Name> names, int ranges, Random random) {
    List<SectionReader> files = new ArrayList<>(readers(NameIndexBuilder.files(names, ranges)));
    Collections.shuffle(files, random);
    return new NameIndex(files);
  }

  private static List<SectionReader> readers(List<byte[]> files) {
    return files.stream().map(ByteBuffer::wrap).map(SectionReader::new).toList();
  }

  private static List<Name> names(Random random, int count) {
    List<Name> names = new ArrayList<>();
    while (names.size() < count) {
      String name = NameNormalizer.normalize(phrase(random));
      String qid = "Q" + (1 + random.nextInt(30));
      if (!name.isEmpty()
          && names.stream().noneMatch(n -> n.name().equals(name) && n.qid().equals(qid))) {
        Name.Kind kind = Name.Kind.values()[random.nextInt(4)];
        names.add(new Name(name, qid, kind, (1 + random.nextInt(10)) / 10.0));
        names.add(new Name(NameNormalizer.fold(name), "Q77", kind, 0.5));
      }
    }
    return names;
  }

  private static String phrase(Random random) {
    StringBuilder phrase = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      phrase.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return phrase.toString();
  }
}
