package org.melange.link.lexical;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameNormalizer;

/**
 * The words of the names and of the description of an entity.
 *
 * @param factor what its popularity multiplies the weights of its names by
 * @param names without diacritics and punctuation, each once, in the order of the names
 * @param description the words of the description
 */
public record EntityWords(float factor, List<String> names, List<String> description) {

  /**
   * The words of an entity.
   *
   * @param names all its names
   * @param description may be blank
   */
  public static EntityWords of(Collection<Name> names, String description) {
    LinkedHashSet<String> folded = new LinkedHashSet<>();
    names.stream().map(Name::name).sorted().map(NameNormalizer::fold).forEach(folded::add);
    double factor =
        names.stream()
            .filter(name -> name.kind() == Name.Kind.LABEL)
            .mapToDouble(Name::weight)
            .max()
            .orElse(1);
    return new EntityWords((float) factor, List.copyOf(folded), List.of(Words.ofText(description)));
  }

  /** The words of a name, in their order. */
  public static List<String> of(String name) {
    return List.of(Words.ofFolded(name));
  }

  /** The stems of the words of the description, in their order. */
  public List<String> stems() {
    return List.of(Words.stems(description.toArray(new String[0])));
  }
}
