package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.melange.sample.flag.FlagPainter;
import org.melange.sample.flag.FlagSpec;

class SampleEntitiesTest {

  private static final int WIDTH = 120;
  private static final int HEIGHT = 80;

  /** Flags that differ by proportions and shades only, in real life too. */
  private static final List<Set<String>> ALIKE =
      List.of(
          Set.of("Q183", "Q713750"), // Germany and West Germany: the same flag
          Set.of("Q191077", "Q37024"), // the two Yugoslavias in blue, white and red
          Set.of("Q657", "Q218"), // Chad and Romania
          Set.of("Q235", "Q252"), // Monaco and Indonesia
          Set.of("Q32", "Q55")); // Luxembourg and the Netherlands

  private final SampleEntities entities = SampleEntities.load();

  @Test
  void hasEntitiesEnough() {
    assertThat(entities.drawable()).hasSizeGreaterThanOrEqualTo(140);
    assertThat(entities.all().size() - entities.drawable().size()).isGreaterThanOrEqualTo(80);
  }

  @Test
  void namesAreTrulyAmbiguous() {
    assertThat(sharedNames(entities)).hasSizeGreaterThanOrEqualTo(90);
    List<String> contested =
        sharedNames(entities).stream().filter(n -> entities.flagsNamed(n) > 1).toList();
    assertThat(contested)
        .hasSizeGreaterThanOrEqualTo(35)
        .contains("Georgia", "Congo", "Guinea", "Korea", "Virgin Islands", "Samoa", "Yemen");
    assertThat(entities.contested().size()).isGreaterThanOrEqualTo(55);
    assertThat(entities.named("Congo")).hasSizeGreaterThanOrEqualTo(5);
  }

  /** The names of more than one entity. */
  static Set<String> sharedNames(SampleEntities entities) {
    return entities.all().stream()
        .flatMap(entity -> entity.names().stream())
        .filter(name -> entities.named(name).size() > 1)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Test
  void ambiguousNamesPreferThoseThatAnImageDecides() {
    SampleEntity guinea = entity("Q1006");
    assertThat(entities.ambiguousNames(guinea)).containsExactly("Guinea");
    assertThat(entities.ambiguousNames(entity("Q41421"))).containsExactly("Jordan");
    assertThat(entities.ambiguousNames(entity("Q902"))).containsExactly("Bangladesh");
  }

  @Test
  void everyFlagPaintsAndNoTwoAreEqualUnlessListed() {
    Map<List<Integer>, String> seen = new HashMap<>();
    List<Set<String>> equal = new ArrayList<>();
    for (SampleEntity entity : entities.drawable()) {
      List<Integer> pixels = coarse(entity.flag().orElseThrow());
      String other = seen.putIfAbsent(pixels, entity.qid());
      if (other != null) {
        equal.add(Set.of(other, entity.qid()));
      }
    }
    assertThat(ALIKE).containsAll(equal);
  }

  @Test
  void flagsThatShareANameDiffer() {
    for (String name : sharedNames(entities)) {
      List<SampleEntity> rivals =
          entities.named(name).stream().filter(e -> e.flag().isPresent()).toList();
      for (SampleEntity a : rivals) {
        for (SampleEntity b : rivals) {
          boolean listed = a.equals(b) || ALIKE.contains(Set.of(a.qid(), b.qid()));
          assertThat(listed || difference(a, b) > 0.01)
              .as("%s: %s and %s", name, a.qid(), b.qid())
              .isTrue();
        }
      }
    }
  }

  @Test
  void unknownNamesAreUnknown() {
    List<UnknownName> train = UnknownName.load(SamplePart.TRAIN);
    List<UnknownName> test = UnknownName.load(SamplePart.TEST);
    assertThat(test).doesNotContainAnyElementsOf(train);
    assertThat(Stream.concat(train.stream(), test.stream()))
        .hasSizeGreaterThanOrEqualTo(10)
        .allSatisfy(unknown -> assertThat(entities.named(unknown.name())).isEmpty());
  }

  private SampleEntity entity(String qid) {
    return entities.all().stream().filter(e -> e.qid().equals(qid)).findFirst().orElseThrow();
  }

  /** The share of pixels, on fields of one size, whose colours are far from each other. */
  private static double difference(SampleEntity a, SampleEntity b) {
    int[] first = pixels(a.flag().orElseThrow());
    int[] second = pixels(b.flag().orElseThrow());
    int differing = 0;
    for (int i = 0; i < first.length; i++) {
      int gap = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        gap += Math.abs(((first[i] >> shift) & 255) - ((second[i] >> shift) & 255));
      }
      differing += gap > 100 ? 1 : 0;
    }
    return differing / (double) first.length;
  }

  private static List<Integer> coarse(FlagSpec flag) {
    return Arrays.stream(pixels(flag)).mapToObj(rgb -> rgb & 0xe0e0e0).toList();
  }

  private static int[] pixels(FlagSpec flag) {
    BufferedImage image = FlagPainter.paint(flag, 4 * WIDTH);
    int[] pixels = new int[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      int x = (i % WIDTH) * image.getWidth() / WIDTH;
      int y = (i / WIDTH) * image.getHeight() / HEIGHT;
      pixels[i] = image.getRGB(x, y);
    }
    return pixels;
  }
}
