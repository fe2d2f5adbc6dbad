package org.melange.propose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.melange.kb.Qids;

/**
 * Proposed images as statements for the structured data of Wikimedia Commons: what a file depicts
 * (P180).
 *
 * <p>One object a file. {@code site} and {@code title} are the parameters of the API's {@code
 * wbeditentity} that name the file, and an object with {@code claims} is its parameter {@code
 * data}. The format is that of <a
 * href="https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html">Wikibase</a>.
 */
public final class DepictsStatements {

  private static final String DEPICTS = "P180";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same line ends on every platform. */
  private static final ObjectWriter WRITER =
      JSON.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private final Map<String, TreeSet<String>> entities = new TreeMap<>();

  /** Adds a proposal; only images on Commons count. */
  public void add(Proposal proposal) {
    if (proposal.kind() == ProposalKind.IMAGE && Qids.isValid(proposal.qid())) {
      CommonsFile.of(proposal.value())
          .ifPresent(
              file ->
                  entities
                      .computeIfAbsent(file, name -> new TreeSet<>(Qids.byNumber()))
                      .add(proposal.qid()));
    }
  }

  /** The number of files. */
  public int files() {
    return entities.size();
  }

  /** The array of objects. */
  public String toJson() {
    ArrayNode all = JSON.createArrayNode();
    entities.forEach(
        (file, qids) -> {
          ObjectNode object =
              all.addObject().put("site", "commonswiki").put("title", "File:" + file);
          ArrayNode claims = object.putArray("claims");
          qids.forEach(qid -> claims.add(statement(qid)));
        });
    try {
      return WRITER.writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("trees are JSON", e);
    }
  }

  private static ObjectNode statement(String qid) {
    ObjectNode statement = JSON.createObjectNode();
    ObjectNode snak = statement.putObject("mainsnak");
    snak.put("snaktype", "value").put("property", DEPICTS);
    ObjectNode value = snak.putObject("datavalue");
    value
        .putObject("value")
        .put("entity-type", "item")
        .put("numeric-id", Qids.number(qid))
        .put("id", qid);
    value.put("type", "wikibase-entityid");
    return statement.put("type", "statement").put("rank", "normal");
  }
}
