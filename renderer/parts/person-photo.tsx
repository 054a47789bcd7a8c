// A colleague's photo where one is chosen or looked up (RAD-76); the first character of the name where there is none.
import './person-photo.css';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../client/provider.tsx';

interface PersonPhotoProps {
  personId: string;
  name: string;
  /** Of the photo that there is; absent: none is asked for. */
  version: number | undefined;
  size?: 'small' | 'large';
}

export function PersonPhoto({ personId, name, version, size = 'small' }: PersonPhotoProps) {
  const { query } = useApi();
  const options = query.identity.photo.queryOptions({
    input: { personId },
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = useQuery({ ...options, queryKey: [...options.queryKey, version] }).data?.photo;
  if (!found)
    return (
      <span className={`person-photo person-photo-${size}`} aria-hidden="true">
        {name.trim().slice(0, 1)}
      </span>
    );
  return <img className={`person-photo person-photo-${size}`} src={found} alt={name} data-testid="person-photo" />;
}
