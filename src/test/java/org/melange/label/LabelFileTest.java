package org.melange.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.label.LabeledLink.MentionKey;
import org.melange.run.JobException;

/** Answers as a person writes them. */
class LabelFileTest {

  private static final String HEADER = "post_id,mention_id,qid,stratum,weight,run_id,answer\n";

  @ParameterizedTest
  @CsvSource({
    "right,Q1,true,Q1",
    "Right ,'',true,nil",
    "wrong,Q1,false,",
    "nil,Q1,false,nil",
    "NIL,'',true,nil",
    "q1,Q1,true,Q1",
    "Q2,Q1,false,Q2",
    "Q2,'',false,Q2",
    "skip,Q1,,",
    "'',Q1,,"
  })
  void anAnswerJudgesTheLinkAndNamesTheEntity(
      String answer, String linked, Boolean correct, String gold) {
    LabeledLink link = read("p,m," + linked + ",s,2.5,run," + answer).get(0);
    assertThat(link.correct()).isEqualTo(Optional.ofNullable(correct));
    assertThat(link.gold()).isEqualTo(Optional.ofNullable(gold));
    assertThat(link.key()).isEqualTo(new MentionKey("p", "m"));
    assertThat(link.weight()).isEqualTo(2.5);
  }

  @Test
  void columnsMayHaveAnyOrder() {
    String text =
        "answer,run_id,weight,stratum,qid,mention_id,post_id,more\nwrong,r,1,s,Q1,m,p,x\n";
    assertThat(LabelFile.read("a.csv", text).get(0).key()).isEqualTo(new MentionKey("p", "m"));
  }

  @Test
  void everyWrongLineIsNamed() {
    assertThatThrownBy(
            () ->
                read(
                    "a,m,Q1,s,1,r,yes",
                    "b,m,Q1,s,1,r,right",
                    "b,m,Q1,s,1,r,wrong",
                    "c,m,Q1,s,\"0,5\",r,right",
                    "d,m,Q1"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(
            "a.csv: line 2: the answer 'yes' is not right, wrong, nil, skip or a QID")
        .hasMessageContaining("line 4: the mention m of post b is there twice")
        .hasMessageContaining("line 5: the weight '0,5' is not a number from 1")
        .hasMessageContaining("line 6: 3 cells, but the first line has 7");
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> LabelFile.read("a.csv", "post_id,answer\n1,right\n"))
        .hasMessage(
            "a.csv has no column mention_id, qid, stratum, weight, run_id in its first line");
    assertThatThrownBy(() -> LabelFile.read("a.csv", "")).hasMessage("a.csv is empty");
    assertThatThrownBy(() -> LabelFile.read("a.csv", "a,\"b"))
        .hasMessageContaining("a.csv, line 1");
  }

  @Test
  void theColumnsThatAreWrittenCanBeRead() {
    String line =
        Csv.line(LabelFile.COLUMNS.stream().map(c -> c.equals("weight") ? "3" : "").toList());
    assertThat(LabelFile.read("a.csv", LabelFile.header() + "\r\n" + line + "\r\n")).hasSize(1);
    assertThat(LabelFile.COLUMNS).endsWith("answer");
  }

  private static List<LabeledLink> read(String... lines) {
    return LabelFile.read("a.csv", HEADER + String.join("\n", lines) + "\n");
  }
}
