package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.kb.Entity;

class EntityNamesTest {

  @Test
  void givesLabelAliasesAndTheirFoldedForms() {
    assertThat(EntityNames.of(entity("São Paulo", 0, "Sampa", "Terra da Garôa")))
        .containsExactly(
            new Name("são paulo", "Q174", Name.Kind.LABEL, 0.5),
            new Name("sampa", "Q174", Name.Kind.ALIAS, 0.4),
            new Name("terra da garôa", "Q174", Name.Kind.ALIAS, 0.4),
            new Name("sao paulo", "Q174", Name.Kind.LABEL_FOLDED, 0.45),
            new Name("terra da garoa", "Q174", Name.Kind.ALIAS_FOLDED, 0.35));
  }

  @Test
  void alsoGivesALabelWithoutItsDisambiguator() {
    assertThat(EntityNames.of(entity("Georgia (country)", 0)))
        .extracting(Name::name, Name::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("georgia (country)", Name.Kind.LABEL),
            org.assertj.core.groups.Tuple.tuple("georgia", Name.Kind.ALIAS),
            org.assertj.core.groups.Tuple.tuple("georgia country", Name.Kind.LABEL_FOLDED));
    assertThat(EntityNames.of(entity("Łódź (city)", 0)))
        .containsExactly(
            new Name("łódź (city)", "Q174", Name.Kind.LABEL, 0.5),
            new Name("łódź", "Q174", Name.Kind.ALIAS, 0.45),
            new Name("lodz city", "Q174", Name.Kind.LABEL_FOLDED, 0.45),
            new Name("lodz", "Q174", Name.Kind.ALIAS_FOLDED, 0.4));
    assertThat(EntityNames.of(entity("(Untitled)", 0))).hasSize(2);
  }

  @Test
  void givesEachNameOnceAsItsBestKind() {
    assertThat(EntityNames.of(entity("Zürich", 0, "ZÜRICH", "Zurich", "\u200B")))
        .extracting(Name::kind)
        .containsExactly(Name.Kind.LABEL, Name.Kind.ALIAS);
  }

  @Test
  void weighsTheWellKnownMore() {
    double unknown = EntityNames.of(entity("x", 0)).get(0).weight();
    double known = EntityNames.of(entity("x", 30)).get(0).weight();
    double famous = EntityNames.of(entity("x", Long.MAX_VALUE)).get(0).weight();
    assertThat(unknown).isEqualTo(0.5).isLessThan(known);
    assertThat(known).isLessThan(famous);
    assertThat(famous).isEqualTo(1);
    assertThat(EntityNames.of(entity("x", -5)).get(0).weight()).isEqualTo(0.5);
  }

  private static Entity entity(String label, long popularity, String... aliases) {
    List<String> none = List.of();
    return new Entity("Q174", label, "", Arrays.asList(aliases), none, popularity, none, none);
  }
}
