package org.melange.sample.flag;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A shape on a field of any size. Places are fractions of the field's width and height; radii and
 * thicknesses are fractions of its height, so that discs stay round; angles are degrees, clockwise.
 */
sealed interface Outline {

  /** The shape on a field of {@code width} by {@code height}. */
  Shape on(double width, double height);

  /** A place on the field. */
  record At(double x, double y) {}

  /** An upright rectangle. */
  record Rect(double x, double y, double w, double h) implements Outline {
    @Override
    public Shape on(double width, double height) {
      return new Rectangle2D.Double(x * width, y * height, w * width, h * height);
    }
  }

  /** A closed polygon. */
  record Polygon(List<At> corners) implements Outline {
    /** Rejects fewer than three corners. */
    public Polygon {
      corners = List.copyOf(corners);
      if (corners.size() < 3) {
        throw new IllegalArgumentException("a polygon needs 3 corners, not " + corners.size());
      }
    }

    @Override
    public Shape on(double width, double height) {
      Path2D path = new Path2D.Double();
      path.moveTo(corners.get(0).x() * width, corners.get(0).y() * height);
      for (At corner : corners.subList(1, corners.size())) {
        path.lineTo(corner.x() * width, corner.y() * height);
      }
      path.closePath();
      return path;
    }
  }

  /** A round disc. */
  record Disc(At centre, double radius) implements Outline {
    @Override
    public Shape on(double width, double height) {
      double r = radius * height;
      return new Ellipse2D.Double(centre.x() * width - r, centre.y() * height - r, 2 * r, 2 * r);
    }
  }

  /** The half of a disc on the left of the direction {@code angle}, seen along it. */
  record HalfDisc(At centre, double radius, double angle) implements Outline {
    @Override
    public Shape on(double width, double height) {
      double r = radius * height;
      return new Arc2D.Double(
          centre.x() * width - r, centre.y() * height - r, 2 * r, 2 * r, -angle, 180, Arc2D.PIE);
    }
  }

  /** One outline with another cut out of it: rings, crescents. */
  record Cut(Outline whole, Outline hole, double dx, double dy) implements Outline {
    @Override
    public Shape on(double width, double height) {
      Area area = new Area(whole.on(width, height));
      Shape moved =
          AffineTransform.getTranslateInstance(dx * height, dy * height)
              .createTransformedShape(hole.on(width, height));
      area.subtract(new Area(moved));
      return area;
    }
  }

  /** A straight stroke with square ends. */
  record Band(At from, At to, double thickness) implements Outline {
    @Override
    public Shape on(double width, double height) {
      BasicStroke stroke =
          new BasicStroke(
              (float) (thickness * height), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
      return stroke.createStrokedShape(
          new Line2D.Double(from.x() * width, from.y() * height, to.x() * width, to.y() * height));
    }
  }

  /** A star whose first point stands up when {@code rotation} is 0. */
  record Star(int points, At centre, double radius, double rotation, double inner)
      implements Outline {
    /** Rejects fewer than three points. */
    public Star {
      if (points < 3) {
        throw new IllegalArgumentException("a star needs 3 points, not " + points);
      }
    }

    /** The ratio of inner to outer radius at which a star's edges run straight on. */
    static double straight(int points) {
      return points < 5 ? 0.4 : Math.cos(2 * Math.PI / points) / Math.cos(Math.PI / points);
    }

    @Override
    public Shape on(double width, double height) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < 2 * points; i++) {
        double r = radius * height * (i % 2 == 0 ? 1 : inner);
        double angle = Math.toRadians(rotation - 90) + i * Math.PI / points;
        double x = centre.x() * width + r * Math.cos(angle);
        double y = centre.y() * height + r * Math.sin(angle);
        if (i == 0) {
          path.moveTo(x, y);
        } else {
          path.lineTo(x, y);
        }
      }
      path.closePath();
      return path;
    }
  }

  /** An upright rectangle around {@code centre}, measured in heights, shifted, then turned. */
  record Tile(At centre, Rect inHeights, double angle) implements Outline {
    @Override
    public Shape on(double width, double height) {
      AffineTransform turn =
          AffineTransform.getTranslateInstance(centre.x() * width, centre.y() * height);
      turn.rotate(Math.toRadians(angle));
      return turn.createTransformedShape(inHeights.on(height, height));
    }
  }

  /**
   * An outline drawn around the origin, moved to {@code centre} and by {@code dx}, {@code dy} more,
   * which are fractions of the height in both directions.
   */
  record Moved(Outline outline, At centre, double dx, double dy) implements Outline {
    @Override
    public Shape on(double width, double height) {
      return AffineTransform.getTranslateInstance(
              centre.x() * width + dx * height, centre.y() * height + dy * height)
          .createTransformedShape(outline.on(width, height));
    }
  }
}
