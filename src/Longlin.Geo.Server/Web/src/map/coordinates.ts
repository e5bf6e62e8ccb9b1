import proj4 from 'proj4';

// EPSG:4544, CGCS2000 3-degree zone with central meridian 105° E. Its ellipsoid differs from GRS80 by a tenth of a
// millimetre.
const zone = '+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs';

export function coordinates(lon: number, lat: number): string {
  const [east, north] = proj4('+proj=longlat +ellps=GRS80 +no_defs', zone, [lon, lat]) as [number, number];
  return `${lon.toFixed(5)}°E ${lat.toFixed(5)}°N · X(N) ${north.toFixed(0)} Y(E) ${east.toFixed(0)} (EPSG:4544)`;
}
