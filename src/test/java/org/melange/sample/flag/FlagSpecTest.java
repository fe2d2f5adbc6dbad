package org.melange.sample.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagSpecTest {

  private static final int WHITE = 0xffffff;
  private static final int RED = 0xff0000;

  @Test
  void keepsItsProportions() {
    FlagSpec flag = FlagSpec.parse("28:11; fill white");
    assertThat(flag.aspect()).isCloseTo(28 / 11.0, within(1e-9));
    BufferedImage image = FlagPainter.paint(flag, 280);
    assertThat(image.getWidth()).isEqualTo(280);
    assertThat(image.getHeight()).isEqualTo(110);
  }

  /** Every layer in red on white, and a place where it shows and one where it does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rect #ff0000 .5 .5 .5 .5 | .75 .75 | .25 .25",
        "poly #ff0000 0,0 1,0 0,1 | .1 .1 | .9 .9",
        "h #ff0000:3 white | .5 .7 | .5 .8",
        "v white #ff0000 | .6 .5 | .4 .5",
        "cross #ff0000 .4 .5 .2 | .4 .05 | .6 .3",
        "cross #ff0000 .5 .5 .1 .4 | .5 .65 | .5 .9",
        "saltire #ff0000 .1 | .1 .1 | .5 .2",
        "saltireat #ff0000 .5 .5 .3 .1 | .55 .55 | .5 .7",
        "band #ff0000 0,1 1,0 .2 | .5 .5 | .1 .1",
        "triangle #ff0000 .5 | .4 .5 | .4 .2",
        "diamond #ff0000 .5 .5 .4 .4 | .5 .35 | .35 .35",
        "border #ff0000 .1 | .5 .05 | .5 .5",
        "disc #ff0000 .5 .5 .2 | .55 .55 | .5 .75",
        "ring #ff0000 .5 .5 .4 .1 | .5 .15 | .5 .5",
        "crescent #ff0000 .5 .5 .4 .2 .3 | .42 .2 | .6 .5",
        "star 5 #ff0000 .5 .5 .4 | .5 .15 | .5 .95",
        "star 5 #ff0000 .5 .5 .4 180 | .5 .85 | .5 .05",
        "starring 5 #ff0000 .5 .5 .4 .1 4 | .5 .1 | .5 .5",
        "starrows 5 #ff0000 .1 1 2 | .25 .5 | .5 .5",
        "chequer #ff0000 white 0 0 1 1 2 2 | .25 .25 | .75 .25",
        "lozenges #ff0000 2 2 | .5 .5 | .25 .25",
        "canton 0 0 .5 .5 { fill #ff0000; disc white .5 .5 .2 } | .05 .05 | .25 .25",
        "trigram #ff0000 .5 .5 .8 0 101 | .5 .3 | .5 .5",
        "hammersickle #ff0000 .5 .5 .4 | .55 .6 | .1 .1",
      })
  void paintsEachLayerWhereItBelongs(String layer, String inside, String outside) {
    FlagSpec flag = FlagSpec.parse("1:1; fill white; " + layer);
    BufferedImage image = FlagPainter.paint(flag, 400);
    assertThat(at(image, inside)).isEqualTo(RED);
    assertThat(at(image, outside)).isEqualTo(WHITE);
  }

  @Test
  void paintsDevicesOfSeveralColours() {
    BufferedImage jack = FlagPainter.paint(FlagSpec.parse("2:1; unionjack"), 400);
    assertThat(at(jack, ".5 .5")).isEqualTo(0xc8102e);
    assertThat(at(jack, ".5 .02")).isEqualTo(0xc8102e);
    assertThat(at(jack, ".25 .05")).isEqualTo(0x012169);
    FlagSpec round = FlagSpec.parse("1:1; fill white; taegeuk #ff0000 #0000ff .5 .5 .4 0");
    BufferedImage wound = FlagPainter.paint(round, 400);
    assertThat(at(wound, ".7 .2")).isEqualTo(RED);
    assertThat(at(wound, ".3 .6")).isEqualTo(RED);
    assertThat(at(wound, ".7 .4")).isEqualTo(0x0000ff);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3:2; fil white | unknown layer 'fil'",
        "3:2; fill wite | unknown colour 'wite'",
        "3:2; fill #12345 | unknown colour '#12345'",
        "3:2; disc white .5 .5 | a word is missing after '.5'",
        "3:2; disc white .5 .5 x | 'x' is not a number",
        "3:2; fill white white | 'white' is unexpected",
        "3:2; h white | two colours",
        "3:2; h white:0 black | not an integer",
        "3:2; poly white 0,0 1,1 | 3 corners",
        "3:2; poly white 0,0 1,1 1 | a corner is written x,y",
        "3:2; star 2 white .5 .5 .2 | 3 points",
        "3:2; trigram black .5 .5 .2 0 12 | three of 0 and 1",
        "3:2; canton 0 0 .5 .5 { fill white | brace",
        "3:2; canton 0 0 .5 0 { fill white } | area",
        "3:2; group 0 0 .5 .5 { fill white } | only 'canton",
        "3:2 | no layer",
        "fill white | proportions",
        "9:2; fill white | between 0.5 and 4, not 4.5",
      })
  void saysWhatIsWrong(String spec, String message) {
    assertThatThrownBy(() -> FlagSpec.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void rejectsWidthsThatAreTooSmall() {
    FlagSpec flag = FlagSpec.parse("3:2; fill white");
    assertThatThrownBy(() -> FlagPainter.paint(flag, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int at(BufferedImage image, String place) {
    String[] xy = place.split(" ", 2);
    int x = (int) (Double.parseDouble(xy[0]) * image.getWidth());
    int y = (int) (Double.parseDouble(xy[1]) * image.getHeight());
    return image.getRGB(x, y) & 0xffffff;
  }
}
