package org.melange.link.lexical;

import java.util.ArrayList;
import java.util.List;
import org.melange.kb.Entity;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.EntityNames;
import org.melange.kb.name.Name;

/** A few entities, and the linker of their names and descriptions. */
final class LexicalWorld {

  private static final List<Entity> ENTITIES =
      List.of(
          entity("Q230", "Georgia", "country in the Caucasus, bordering the Black Sea"),
          entity("Q1428", "Georgia", "state of the United States of America"),
          entity("Q774", "Guatemala", "country in Central America"),
          entity("Q1555", "Guatemala City", "capital of Guatemala", "Ciudad de Guatemala"),
          entity("Q313388", "Jonah Hill", "American actor and comedian", "Jonah Hill Feldstein"),
          entity("Q54050", "hill", "landform that extends above the surrounding terrain"),
          entity("Q1065", "United Nations", "intergovernmental organization"),
          entity("Q9999", "Unna", "town in Germany"),
          entity("Q1754", "São Paulo", "largest city of Brazil"),
          entity("Q800", "Nameless", ""));

  private LexicalWorld() {}

  private static Entity entity(String qid, String label, String description, String... aliases) {
    return new Entity(
        qid, label, description, List.of(aliases), List.of(), 0, List.of(), List.of());
  }

  static List<Name> names() {
    List<Name> names = new ArrayList<>();
    ENTITIES.forEach(entity -> names.addAll(EntityNames.of(entity)));
    return names;
  }

  static LexicalIndex index() {
    return LexicalIndexBuilder.of(ENTITIES);
  }

  static LexicalLinker linker(List<Name> names, LexicalWeights weights) {
    return new LexicalLinker(new CandidateIndex(NameIndexBuilder.of(names)), index(), weights, 30);
  }

  static LexicalLinker linker() {
    return linker(names(), LexicalWeights.shipped());
  }

  /** The QIDs of a ranking, the best first. */
  static List<String> qids(LexicalRanking ranking) {
    return ranking.scores().stream().map(scored -> scored.candidate().qid()).toList();
  }
}
